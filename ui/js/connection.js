// What is said when a request does not come through, and what keeps a form's input when the network or the session is gone: the
// page stays, a message says so, and nothing is sent until it can be.
const toast = document.getElementById("toast");
const STALE_MS = 20 * 60 * 1000; // a session ends after 30 idle minutes: an older page asks before it sends
const opened = Date.now();

function say(key, link) {
  if (!toast) return;
  toast.textContent = toast.dataset[key];
  if (link) {
    const to = Object.assign(document.createElement("a"), { href: "/sign-in", target: "_blank", rel: "noopener", textContent: toast.dataset.signIn });
    toast.append(" ", to);
  }
  toast.hidden = false;
}
const hide = () => toast && (toast.hidden = true);

document.addEventListener("htmx:sendError", () => say(navigator.onLine ? "failed" : "offline"));
document.addEventListener("htmx:timeout", () => say("failed"));
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 401) say("expired", true);
  else if (event.detail.xhr.status >= 500) say("failed");
});
document.addEventListener("htmx:beforeRequest", hide);
window.addEventListener("online", hide);

// The form token belongs to the session: after signing in anew in another window, this page takes the new one.
async function renew(form) {
  const answer = await fetch("/account", { redirect: "manual" });
  if (answer.type === "opaqueredirect" || answer.status === 401) return "expired";
  if (!answer.ok) return "failed";
  const token = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector('meta[name="csrf"]')?.content;
  if (!token) return "expired";
  document.querySelector('meta[name="csrf"]').content = token;
  form.querySelectorAll('input[name="csrf"]').forEach((input) => (input.value = token));
  return null;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[method=post]") || form.dataset.sure || form.closest(".dd-top") || (!navigator.onLine && form.dataset.offline !== undefined)) return;
  if (!navigator.onLine) {
    event.preventDefault();
    event.stopImmediatePropagation();
    say("offline");
    return;
  }
  // A form in which much is typed asks each time: its session may have ended otherwise, by a sign-out in another window.
  if (!form.matches("[data-form]") && Date.now() - opened < (window.diaoduStale ?? STALE_MS)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const wrong = await renew(form).catch(() => "failed");
  if (wrong) {
    say(wrong, wrong === "expired");
    return;
  }
  form.dataset.sure = "yes";
  form.requestSubmit(event.submitter);
}, true);

// Whatever takes longer than a second shows that it is under way.
let waiting = 0;
document.addEventListener("htmx:beforeRequest", () => {
  waiting += 1;
  setTimeout(() => document.body.classList.toggle("is-waiting", waiting > 0), 1000);
});
document.addEventListener("htmx:afterRequest", () => {
  waiting = Math.max(0, waiting - 1);
  document.body.classList.toggle("is-waiting", false);
});

// After a part of the page was exchanged, the focus goes to what came, unless it still is somewhere.
document.addEventListener("htmx:afterSwap", (event) => {
  if (document.activeElement !== document.body || event.detail.target.closest(".dd-sum")) return;
  const heading = event.detail.target.querySelector("h1, h2, h3, [tabindex]");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
});
