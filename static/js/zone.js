// The first guess of a new user's time zone; the server knows which ones exist.
const field = document.querySelector("input[name=time_zone]");
if (field) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
