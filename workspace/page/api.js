/** The workspace's control interface, as one person uses it. */

/** What the workspace refused, in words a person can act on. */
export class Refused extends Error {
  /** @param {string} code @param {string} message */
  constructor(code, message) {
    super(message);
    this.name = "Refused";
    this.code = code;
  }
}

async function readJson(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new Refused("not_json", `The workspace answered ${response.status} without JSON.`);
    throw error;
  }
}

async function send(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error instanceof TypeError)
      throw new Refused("unreachable", "The local workspace cannot be reached. Is it running?");
    throw error;
  }
  const body = await readJson(response);
  if (!response.ok)
    throw new Refused(
      body.error ?? `http_${response.status}`,
      body.message ?? "The workspace refused this.",
    );
  return body;
}

/** Reads JSON from a path of the control interface. */
export function get(path) {
  return send(path, { headers: { accept: "application/json" } });
}

/** Posts JSON to a path of the control interface. */
export function post(path, body = {}) {
  return send(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** What one person can do; each method answers when the app has acknowledged or failed. */
export class Person {
  /** @param {string} id */
  constructor(id) {
    this.id = id;
    this.path = `/control/people/${encodeURIComponent(id)}`;
  }

  /** The conversations this person sees, all or those of some ids. @param {string[]|null} only */
  places(only) {
    const query = only ? `?only=${only.map(encodeURIComponent).join(",")}` : "";
    return get(`${this.path}/places${query}`);
  }

  /** One conversation with its `latest` messages, and a thread of it. */
  conversation(channel, latest, thread = "") {
    const query = new URLSearchParams({ latest, thread });
    return get(`${this.path}/conversations/${encodeURIComponent(channel)}?${query}`);
  }

  /** App Home, modals and notices. */
  screen() {
    return get(`${this.path}/screen`);
  }

  command(channel, text) {
    return post(`${this.path}/command`, { channel, text });
  }

  message(channel, text, threadTs) {
    return post(`${this.path}/message`, { channel, text, thread_ts: threadTs });
  }

  edit(channel, ts, text) {
    return post(`${this.path}/edit`, { channel, ts, text });
  }

  remove(channel, ts) {
    return post(`${this.path}/delete`, { channel, ts });
  }

  join(channel) {
    return post(`${this.path}/join`, { channel });
  }

  leave(channel) {
    return post(`${this.path}/leave`, { channel });
  }

  home() {
    return post(`${this.path}/home`);
  }

  /** @param {{callback_id: string, channel?: string, ts?: string}} shortcut */
  shortcut(shortcut) {
    return post(`${this.path}/shortcut`, shortcut);
  }

  act(action) {
    return post(`${this.path}/act`, action);
  }

  type(typed) {
    return post(`${this.path}/type`, typed);
  }

  options(query) {
    return post(`${this.path}/options`, query);
  }

  /** @param {File} file @returns {Promise<object>} its file object */
  upload(file) {
    const body = { method: "POST", body: file };
    return send(`${this.path}/files?name=${encodeURIComponent(file.name)}`, body);
  }

  submit(view) {
    return post(`${this.path}/submit`, { view });
  }

  close(view, all = false) {
    return post(`${this.path}/close`, { view, all });
  }

  read(channel) {
    return post(`${this.path}/read`, { channel });
  }
}
