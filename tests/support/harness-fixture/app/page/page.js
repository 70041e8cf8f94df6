// The preload must have run before any script of the page.
window.sawBridge = typeof window.fixture;
window.dropped = [];
try {
  window.evalRan = new Function('return true')();
} catch (error) {
  window.evalRan = error.name;
}

const drop = document.getElementById('drop');
drop.addEventListener('dragover', (event) => event.preventDefault());
drop.addEventListener('drop', (event) => {
  event.preventDefault();
  const isTrusted = event.isTrusted;
  for (const item of event.dataTransfer.items) {
    const entry = item.webkitGetAsEntry();
    const path = window.fixture.pathOf(item.getAsFile());
    window.dropped.push({ path, isTrusted, isDirectory: entry?.isDirectory ?? null });
  }
});
document.body.dataset.ready = 'yes';
