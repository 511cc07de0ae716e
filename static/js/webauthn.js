// What the library's scripts only tell the console: that a security key could not be used, and what to do.
const WORDS = {
  NotAllowedError: "The key was not used, or not in time. Try again.",
  InvalidStateError: "This key is registered already. Use another one.",
  SecurityError: "Your browser does not let this address use security keys.",
};

document.addEventListener("allauth.error", (event) => {
  const { exception } = event.detail;
  const status = document.getElementById("webauthn-status");
  if (!status) return;
  event.preventDefault();
  status.textContent = WORDS[exception.name] ?? "The key could not be used. Try again, or use another way.";
  status.hidden = false;
});
