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

const AGAIN_MS = 1000;
const OPEN_MS = 5000;

/**
 * Listens until the page is left. A stream that begins anew may have missed something, and what a
 * change named may not have been read: where either failed, a new stream begins and all is read.
 */
export function listen(store) {
  let version = store.directory.stateVersion;
  let missed = false;
  let events = null;
  let again = null;

  const heard = (change) => {
    if (missed || (!change.changed.length && change.version !== version)) store.readEverything();
    for (const part of change.changed) changed(store, part);
    missed = false;
    version = change.version;
  };

  const begin = () => {
    events?.close();
    events = new EventSource("/control/events");
    events.onmessage = (event) => heard(JSON.parse(event.data));
    events.onopen = () => {
      clearTimeout(again);
      store.connection(true);
    };
    events.onerror = lose;
    beginAgainIn(OPEN_MS);
  };

  const beginAgainIn = (milliseconds) => {
    clearTimeout(again);
    again = setTimeout(begin, milliseconds);
  };

  const lose = () => {
    events.close();
    missed = true;
    beginAgainIn(AGAIN_MS);
    store.connection(false);
  };

  store.on("connection", () => store.connected || lose());
  begin();
}
