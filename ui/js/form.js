// Long forms: money in words, a calendar beside a date that is typed, long code lists looked up, folded parts that open when
// they are led to. Without script the inputs are plain and take the same texts.
const english = () => document.documentElement.lang === "en";

const debounce = (work, ms) => {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...args), ms);
  };
};

// --- money: 8370000 万元 is 837 亿元 ------------------------------------------------------------------------------------------
function inWords(typed) {
  const plain = typed.replace(/[,，\s]/g, "");
  if (!/^\d+(\.\d+)?$/.test(plain)) return "";
  const wan = Number(plain);
  const say = (n) => n.toLocaleString("en-US", { maximumFractionDigits: 4 });
  if (english()) return wan >= 100000 ? `= ${say(wan / 100000)} billion yuan` : `= ${say(wan / 100)} million yuan`;
  return wan >= 10000 ? `= ${say(wan / 10000)} 亿元` : `= ${say(wan * 10000)} 元`;
}

function sayMoney(input) {
  let line = input.parentElement.querySelector(".dd-money");
  if (!line) {
    line = document.createElement("p");
    line.className = "dd-hint dd-money";
    input.after(line);
  }
  line.textContent = inWords(input.value);
}

// --- dates: typed freely, or chosen ---------------------------------------------------------------------------------------------
function addCalendar(input) {
  const button = document.createElement("button");
  const native = document.createElement("input");
  button.type = "button";
  button.textContent = "▾";
  button.setAttribute("aria-label", input.dataset.open);
  native.type = input.dataset.date;
  native.tabIndex = -1;
  native.setAttribute("aria-hidden", "true");
  button.addEventListener("click", () => {
    native.value = input.value;
    native.showPicker?.();
  });
  native.addEventListener("change", () => {
    input.value = native.value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  input.parentElement.append(button, native);
}

// --- long code lists --------------------------------------------------------------------------------------------------------------
async function offerCodes(input) {
  const answer = await fetch(`${input.dataset.findCode}?q=${encodeURIComponent(input.value)}`);
  if (!answer.ok) return;
  let list = document.getElementById(`list-${input.id}`);
  if (!list) {
    list = document.createElement("datalist");
    list.id = `list-${input.id}`;
    input.after(list);
    input.setAttribute("list", list.id);
  }
  list.replaceChildren(...(await answer.json()).map((hit) => Object.assign(document.createElement("option"), { value: hit.title })));
}
const offerSoon = debounce(offerCodes, 150);

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-money]")) sayMoney(event.target);
  if (event.target.matches?.("[data-find-code]")) offerSoon(event.target);
});

// --- what was folded opens when an address leads into it -------------------------------------------------------------------------
function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (!target) return;
  for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  target.scrollIntoView({ block: "center" });
  if (target.matches("input, select, textarea")) target.focus();
}
addEventListener("hashchange", openTarget);

function prepare(root) {
  root.querySelectorAll("[data-money]").forEach(sayMoney);
  root.querySelectorAll("[data-date]").forEach((input) => {
    if (input.parentElement.children.length === 1) addCalendar(input);
  });
}
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) print();
});
// A part of the page that came later: prepared the same, and its first input is where one goes on.
document.addEventListener("htmx:afterSettle", (event) => {
  prepare(event.target.parentElement ?? document);
  event.target.querySelector?.("form[data-form] [aria-invalid], form[data-form] .dd-input")?.focus();
});
prepare(document);
openTarget();
