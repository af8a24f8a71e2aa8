/** Starting the workspace over, with one of its seeds. */
import { get, post } from "./api.js";
import { ask } from "./dialog.js";
import { iconButton } from "./icons.js";
import { openMenu } from "./menu.js";

async function startOver(store, seed) {
  const sure = await ask({
    title: `Start over with “${seed.title}”?`,
    text: "All messages, views and dates of this workspace are thrown away. The app keeps its own data.",
    confirm: "Start over",
    deny: "Keep it",
    danger: true,
  });
  if (sure && (await store.attempt(() => post("/control/reset", { seed: seed.name }))))
    location.reload();
}

async function openSeeds(store, button) {
  const answer = await store.attempt(() => get("/control/seeds"));
  if (!answer) return;
  const items = answer.seeds.map((seed) => ({
    label: seed.title,
    hint: `Seed ${seed.name}`,
    choose: () => startOver(store, seed),
  }));
  openMenu(button, items, { label: "Seeds", align: "end" });
}

/** The button that offers the seeds. */
export function seedsButton(store) {
  const menu = { "aria-haspopup": "menu", "aria-expanded": "false" };
  return iconButton("reset", "Start over", (event) => openSeeds(store, event.currentTarget), menu);
}
