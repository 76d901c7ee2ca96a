// The first guess of a new user's time zone; the server knows which ones exist.
for (const field of document.querySelectorAll("input[name=time_zone]")) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
