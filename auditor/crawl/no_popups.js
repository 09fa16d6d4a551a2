// Runs in every frame of a page that is only looked at, before its own scripts.
window.open = () => null;
