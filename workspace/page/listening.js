/**
 * Hearing of changes: the workspace names what changed (server-sent events), and only that is read again.
 * Nothing is asked for at intervals.
 */

/** Kind of change → what is read for it. `own` is whether it is about the person at this page. */
const CONCERNS = {
  requests: (store) => store.tell("requests"),
  refused: (store) => store.tell("refused"),
  clock: (store) => store.readClock(),
  due: (store) => store.readClock(),
  policy: () => {},
  channel: (store, { id }) => store.readChannel(id),
  read: (store, { own, channel }) => own && store.readChannel(channel),
  views: (store, { own }) => own && store.readScreen(),
  home: (store, { own }) => own && store.readScreen(),
  people(store, { id, own }) {
    store.readPerson(id);
    if (own) store.readScreen();
  },
};

function changed(store, part) {
  const [kind, id, channel] = part.split("/");
  const read = CONCERNS[kind] ?? (() => store.readEverything());
  read(store, { id, channel, own: id === store.person.id });
}

/** Listens until the page is left. A stream that begins anew may have missed something. */
export function listen(store) {
  let version = store.directory.stateVersion;
  const events = new EventSource("/control/events");
  events.onmessage = (event) => {
    const change = JSON.parse(event.data);
    if (!change.changed.length && change.version !== version) store.readEverything();
    for (const part of change.changed) changed(store, part);
    version = change.version;
  };
  events.onopen = () => store.connection(true);
  events.onerror = () => store.connection(false);
}
