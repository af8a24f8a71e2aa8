/** The shortcodes that work messages use, by Slack's names. Unknown ones stay as they were typed. */

const TABLE = `
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|wave 👋|clap 👏|pray 🙏|raised_hands 🙌|handshake 🤝|muscle 💪|ok_hand 👌|point_right 👉|point_left 👈|point_up ☝️|point_down 👇|eyes 👀|speech_balloon 💬|thought_balloon 💭|
smile 😄|grinning 😀|slightly_smiling_face 🙂|blush 😊|relaxed ☺️|joy 😂|wink 😉|heart_eyes 😍|star-struck 🤩|sunglasses 😎|thinking_face 🤔|neutral_face 😐|expressionless 😑|slightly_frowning_face 🙁|worried 😟|confused 😕|disappointed 😞|cry 😢|sob 😭|angry 😠|rage 😡|hugging_face 🤗|sleeping 😴|no_mouth 😶|shushing_face 🤫|face_with_rolling_eyes 🙄|upside_down_face 🙃|partying_face 🥳|relieved 😌|grimacing 😬|
heart ❤️|broken_heart 💔|blue_heart 💙|green_heart 💚|yellow_heart 💛|star ⭐|star2 🌟|sparkles ✨|fire 🔥|rocket 🚀|tada 🎉|confetti_ball 🎊|trophy 🏆|medal 🏅|gem 💎|crown 👑|gift 🎁|balloon 🎈|
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|white_large_square ⬜|black_large_square ⬛|black_square_button 🔲|white_square_button 🔳|x ❌|negative_squared_cross_mark ❎|heavy_multiplication_x ✖️|heavy_plus_sign ➕|heavy_minus_sign ➖|question ❓|grey_question ❔|exclamation ❗|grey_exclamation ❕|bangbang ‼️|warning ⚠️|no_entry ⛔|no_entry_sign 🚫|octagonal_sign 🛑|rotating_light 🚨|construction 🚧|information_source ℹ️|sos 🆘|new 🆕|ok 🆗|cool 🆒|100 💯|
red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵|large_purple_circle 🟣|white_circle ⚪|black_circle ⚫|large_red_square 🟥|large_green_square 🟩|large_yellow_square 🟨|small_blue_diamond 🔹|large_blue_diamond 🔷|small_orange_diamond 🔸|large_orange_diamond 🔶|radio_button 🔘|
arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrow_upper_right ↗️|arrow_lower_right ↘️|arrow_forward ▶️|arrow_backward ◀️|fast_forward ⏩|rewind ⏪|leftwards_arrow_with_hook ↩️|arrow_right_hook ↪️|arrows_counterclockwise 🔄|repeat 🔁|twisted_rightwards_arrows 🔀|back 🔙|end 🔚|soon 🔜|top 🔝|
calendar 📆|date 📅|spiral_calendar_pad 🗓️|clock1 🕐|clock3 🕒|clock9 🕘|hourglass ⌛|hourglass_flowing_sand ⏳|alarm_clock ⏰|stopwatch ⏱️|timer_clock ⏲️|watch ⌚|
pushpin 📌|round_pushpin 📍|paperclip 📎|link 🔗|memo 📝|pencil 📝|pencil2 ✏️|clipboard 📋|page_facing_up 📄|page_with_curl 📃|bookmark 🔖|bookmark_tabs 📑|books 📚|book 📖|notebook 📓|ledger 📒|newspaper 📰|file_folder 📁|open_file_folder 📂|card_index_dividers 🗂️|card_file_box 🗃️|wastebasket 🗑️|inbox_tray 📥|outbox_tray 📤|package 📦|email 📧|envelope ✉️|incoming_envelope 📨|mailbox 📫|telephone ☎️|telephone_receiver 📞|iphone 📱|computer 💻|bell 🔔|no_bell 🔕|loudspeaker 📢|mega 📣|mag 🔍|mag_right 🔎|lock 🔒|unlock 🔓|closed_lock_with_key 🔐|key 🔑|hammer 🔨|wrench 🔧|hammer_and_wrench 🛠️|gear ⚙️|bulb 💡|bar_chart 📊|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|moneybag 💰|credit_card 💳|briefcase 💼|label 🏷️|ticket 🎫|
bust_in_silhouette 👤|busts_in_silhouette 👥|office 🏢|house 🏠|earth_africa 🌍|earth_americas 🌎|globe_with_meridians 🌐|airplane ✈️|ship 🚢|car 🚗|coffee ☕|pizza 🍕|beers 🍻|cake 🍰|seedling 🌱|deciduous_tree 🌳|four_leaf_clover 🍀|sunny ☀️|partly_sunny ⛅|cloud ☁️|rainbow 🌈|zap ⚡|snowflake ❄️|umbrella ☔|ocean 🌊|robot_face 🤖|ghost 👻|bug 🐛|bee 🐝|turtle 🐢|magic_wand 🪄|checkered_flag 🏁|triangular_flag_on_post 🚩|white_flag 🏳️|dart 🎯|jigsaw 🧩|compass 🧭|world_map 🗺️|
one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|six 6️⃣|seven 7️⃣|eight 8️⃣|nine 9️⃣|keycap_ten 🔟|zero 0️⃣
`;

const EMOJI = new Map(
  TABLE.split("|").map((entry) => {
    const [name, sign] = entry.trim().split(" ");
    return [name, sign];
  }),
);

/** The sign of a shortcode without colons, or undefined. A skin tone after it is let go. */
export function emojiFor(name) {
  return EMOJI.get(name.split("::")[0]);
}

/** Puts the signs for all `:shortcodes:` in a text. */
export function withEmoji(text) {
  return text.replace(
    /:([a-z0-9_+-]+)(?:::skin-tone-\d)?:/g,
    (whole, name) => EMOJI.get(name) ?? whole,
  );
}
