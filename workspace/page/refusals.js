/**
 * What of the app's doing was refused, said at once: a count beside "Requests", and a notice with Slack's
 * error and the pointer when what the app sent was malformed. Other errors (a name that is taken, a rate
 * limit) are answers that apps live with; they are counted only.
 */
import { get } from "./api.js";
import { coalesced, h } from "./dom.js";
import { frontmost } from "./popup.js";

const MALFORMED =
  /^(invalid_|missing_|bad_|unknown_|no_text|msg_|block_mismatch|too_|view_too_large|not_authed)/;

function reasons({ error, response }) {
  const { response_metadata: metadata = {}, needed, provided } = response ?? {};
  const scopes = needed && `needs the scope ${needed}, has ${provided}`;
  return [error, ...(metadata.messages ?? []), scopes].filter(Boolean).join(" · ");
}

export class Refusals {
  #last = null;
  #count = 0;

  /** @param {import("./store.js").Store} store @param {(entry: number) => void} onShow shows an entry of the log */
  constructor(store, onShow) {
    this.store = store;
    this.onShow = onShow;
    this.badge = h("span", { class: "badge refused-badge", hidden: true });
    this.read = coalesced(() => this.#read());
    store.on("refused", this.read);
    this.read();
  }

  /** Only what fails from now on is news. */
  async #read() {
    const query = this.#last === null ? "limit=1" : `after=${this.#last}&failed=1`;
    const answer = await this.store.attempt(() => get(`/control/requests?${query}`));
    if (!answer) return;
    if (this.#last !== null) for (const entry of answer.requests) this.#tell(entry);
    this.#last = answer.last;
  }

  #tell(entry) {
    this.#count += 1;
    this.badge.hidden = false;
    this.badge.replaceChildren(
      String(this.#count),
      h("span", { class: "visually-hidden" }, " failed"),
    );
    if (entry.direction !== "from_app" || !MALFORMED.test(entry.error)) return;
    const { name } = this.store.directory.app;
    const show = !frontmost().matches("dialog") && {
      label: "Show the call",
      choose: () => this.onShow(entry.n),
    };
    this.store.toasts.show(`${name}'s ${entry.name} was refused: ${reasons(entry)}`, show);
  }
}
