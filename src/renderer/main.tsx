// The window's entry: it only puts the app on the page.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { createStore } from './store.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

const store = createStore(window.ferry);
store.start();

createRoot(root).render(
  <StrictMode>
    <App bridge={window.ferry} store={store} />
  </StrictMode>,
);
