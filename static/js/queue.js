// The queue by keys and without waiting: a card is gone and the next one in hand before the server has answered.
// A refusal brings the card back with what is in the way. Without this script every button is a plain form.

const CLAIM_AFTER_MS = 400; // who only passes a card by does not take it
const FETCH_WHEN_LEFT = 6;
const KEYS = "queue-keys-off";

const list = document.getElementById("cards");
const said = document.getElementById("said");
const bar = document.getElementById("ticked");
const nothing = document.getElementById("nothing");
const count = document.querySelector("[data-count]");
const keysOn = document.getElementById("keys-on");
const help = document.getElementById("keys");

let line = Promise.resolve(); // one request after the other, so that an undo follows its verdict
let next = list?.dataset.next ?? "";
let fetching = null;
let claiming = 0;

const cards = () => (list ? [...list.children].filter((card) => !card.hidden) : []);
const current = () => list?.querySelector(".current:not([hidden])") ?? null;
const ticked = () => cards().filter((card) => card.querySelector("[name=case]")?.checked);

function say(sentence) {
  said.textContent = sentence;
}

function move(card, { focuses = true } = {}) {
  if (!card) return;
  current()?.classList.remove("current");
  card.classList.add("current");
  if (focuses) {
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
    claimSoon(card);
  }
  if (cards().length - cards().indexOf(card) <= FETCH_WHEN_LEFT) fetchMore();
}

function step(by) {
  const all = cards();
  const place = all.indexOf(current());
  move(all[Math.min(Math.max(place + by, 0), all.length - 1)]);
}

// --- Asking the server ------------------------------------------------------------------------------------

async function send(url, body) {
  try {
    const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
    if (answer.redirected) return { status: 403, said: "You are logged out; log in and judge again." };
    const read = await answer.json().catch(() => ({}));
    return { said: `The server answered ${answer.status}; try again.`, ...read, status: answer.status };
  } catch {
    return { status: 0, said: "The connection broke; try again." };
  }
}

function inLine(work) {
  line = line.then(work);
  return line;
}

function read(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html ?? "";
  return [...holder.content.children];
}

function fetchMore() {
  if (!next || fetching) return fetching;
  fetching = fetch(next, { headers: { Accept: "application/json" } })
    .then((answer) => answer.json())
    .then((page) => {
      const fresh = read(page.cards).filter((card) => !document.getElementById(card.id));
      list.append(...fresh);
      next = page.next ? `${location.pathname}?${page.next}` : "";
      document.getElementById("more")?.remove();
    })
    .catch(() => say("The next cards did not come; reload the page."))
    .finally(() => {
      fetching = null;
      if (!current()) move(cards()[0], { focuses: document.activeElement === document.body });
      showCounts();
    });
  return fetching;
}

function claimSoon(card) {
  clearTimeout(claiming);
  claiming = setTimeout(async () => {
    const answer = await send(card.dataset.claim, tokenOf(card));
    if (card.isConnected) showClaim(card, answer);
  }, CLAIM_AFTER_MS);
}

function showClaim(card, answer) {
  const line = card.querySelector("[data-claimed]");
  if (line) line.textContent = answer.status === 200 ? "" : answer.said;
}

function tokenOf(card) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", card.querySelector("[name=csrfmiddlewaretoken]").value);
  return body;
}

// --- Judging ----------------------------------------------------------------------------------------------

function take(card) {
  // Out of sight, but there: a refusal puts it back where it was.
  const all = cards();
  const after = all[all.indexOf(card) + 1] ?? all[all.indexOf(card) - 1];
  const wasCurrent = card === current();
  card.hidden = true;
  card.classList.remove("current");
  if (wasCurrent) move(after);
  showCounts(-1);
}

function putBack(card, sentence, html) {
  const [fresh] = read(html);
  const back = fresh ?? card;
  if (html === "") {
    card.remove(); // it is settled: only the sentence is left to tell
    return;
  }
  back.hidden = false;
  const notice = document.createElement("div");
  notice.className = "notice bad";
  notice.setAttribute("role", "alert");
  notice.append(Object.assign(document.createElement("p"), { textContent: sentence }));
  back.querySelector(".notice[role=alert]")?.remove();
  back.prepend(notice);
  if (fresh) card.replaceWith(fresh);
  showCounts(1);
  if (!current()) move(back);
}

function judge(card, button) {
  const body = new FormData(button.form);
  const url = button.formAction;
  take(card);
  inLine(async () => {
    const answer = await send(url, body);
    say(answer.said);
    if (answer.status === 200) card.remove();
    else putBack(card, answer.said, answer.card);
    showCounts();
  });
}

function judgeTicked(button) {
  const gone = ticked();
  const body = new FormData(bar);
  const url = button?.getAttribute("formaction") ?? bar.action;
  if (!gone.length) return;
  gone.forEach(take);
  inLine(async () => {
    const answer = await send(url, body);
    say(answer.said);
    const refused = new Map((answer.refused ?? []).map((entry) => [String(entry.pk), entry]));
    for (const card of gone) {
      const why = refused.get(card.dataset.case);
      if (answer.status !== 200) putBack(card, answer.said);
      else if (why) putBack(card, why.said, why.card);
      else card.remove();
    }
    if (refused.size) say(`${answer.said} ${[...refused.values()].map((entry) => entry.said).join(" ")}`);
    showCounts();
  });
}

function undoLast() {
  const form = document.getElementById("undo-last");
  inLine(async () => {
    const answer = await send(form.action, new FormData(form));
    say(answer.said);
    const back = read(answer.cards);
    if (!back.length) return;
    if (!list) {
      location.reload();
      return;
    }
    for (const card of back) document.getElementById(card.id)?.remove();
    list.prepend(...back);
    showCounts(back.length);
    move(back[0]);
  });
}

function takeOver(card) {
  const button = card?.querySelector("[data-take]");
  if (!button) return;
  inLine(async () => {
    const answer = await send(button.formAction, new FormData(button.form));
    showClaim(card, answer);
    card.querySelector(".notice[role=alert]")?.remove();
    say(answer.said);
  });
}

function showCounts(by = 0) {
  if (count && by) count.textContent = Math.max(Number(count.textContent) + by, 0);
  const many = ticked().length;
  bar.classList.toggle("has-ticks", many > 0);
  bar.querySelector("[data-ticked]").textContent = `${many} ticked:`;
  if (nothing) nothing.hidden = cards().length > 0 || Boolean(next);
}

// --- What a person does -----------------------------------------------------------------------------------

function tick(card) {
  const box = card?.querySelector("[name=case]");
  if (!box) return;
  box.checked = !box.checked;
  showCounts();
}

function decide(slug) {
  if (ticked().length) {
    judgeTicked(bar.querySelector(`[data-judge=${slug}]`));
    return;
  }
  const button = current()?.querySelector(`[data-judge=${slug}]`);
  if (button) judge(current(), button);
}

const DONE_BY_KEY = {
  j: () => step(1),
  k: () => step(-1),
  s: () => decide("spam"),
  n: () => decide("not-spam"),
  x: () => tick(current()),
  u: undoLast,
  t: () => takeOver(current()),
  "?": () => help.showModal(),
};

function writes(target) {
  return target.closest("textarea, select, [contenteditable], input:not([type=checkbox]), dialog") !== null;
}

document.addEventListener("keydown", (event) => {
  const act = DONE_BY_KEY[event.key];
  if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.repeat && !["j", "k"].includes(event.key)) return; // one press, one verdict
  if (!keysOn.checked || writes(event.target)) return;
  event.preventDefault();
  act();
});

document.addEventListener("submit", (event) => {
  const { target: form, submitter: button } = event;
  const card = form.closest(".queue-card");
  if (form === bar) judgeTicked(button);
  else if (form.id === "undo-last") undoLast();
  else if (card && "take" in button.dataset) takeOver(card);
  else if (card) judge(card, button);
  else return;
  event.preventDefault();
});

document.addEventListener("change", (event) => {
  if (event.target.name === "case") showCounts();
  if (event.target === keysOn) localStorage.setItem(KEYS, keysOn.checked ? "" : "off");
});

list?.addEventListener("focusin", (event) => {
  const card = event.target.closest(".queue-card");
  if (card && card !== current()) {
    current()?.classList.remove("current");
    card.classList.add("current");
    claimSoon(card);
  }
});

document.documentElement.classList.add("queue-scripted");
keysOn.checked = localStorage.getItem(KEYS) !== "off";
showCounts();
move(cards()[0], { focuses: false });
