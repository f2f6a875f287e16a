// What a page saves by itself, without being sent: the form's body by PUT, with the session's token.

/** The form token of the session; "" when nobody is signed in. */
export const csrf = () => document.querySelector('meta[name="csrf"]')?.content ?? "";

export function put(url, body) {
  return fetch(url, { method: "PUT", body, redirect: "manual",
    headers: { "Content-Type": "application/x-www-form-urlencoded", "X-CSRF-Token": csrf() } });
}
