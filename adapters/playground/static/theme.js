// Runs before the first paint, so that a chosen theme does not flash in.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('kigo.theme');
  } catch {
    // A browser that keeps nothing follows the system.
  }
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
})();
