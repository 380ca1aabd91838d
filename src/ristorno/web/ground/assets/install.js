// Lets the browser keep the page that it shows where there is no connection.
if ("serviceWorker" in navigator) addEventListener("load", () => navigator.serviceWorker.register("/worker.js"));
