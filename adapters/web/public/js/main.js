import { startAsk } from './ask.js';
import { showDigest } from './digest.js';
import { byId } from './dom.js';
import { startLookup } from './lookup.js';
import { showMap } from './map.js';
import { closePaper } from './paper-pane.js';
import { showTrending } from './trending.js';

const ON_SHOW = { trending: showTrending, map: showMap, digest: showDigest };

/** Shows the section that the address names. */
function route() {
  const name = location.hash.slice(1) || 'ask';
  const known = document.querySelector(`[data-view]#${CSS.escape(name)}`) ? name : 'ask';
  for (const view of document.querySelectorAll('[data-view]')) view.hidden = view.id !== known;
  for (const tab of document.querySelectorAll('.tabs a')) {
    if (tab.hash === `#${known}`) tab.setAttribute('aria-current', 'page');
    else tab.removeAttribute('aria-current');
  }
  ON_SHOW[known]?.();
}

window.addEventListener('hashchange', route);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !byId('paper').hidden) closePaper();
  if (event.key === '/' && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName)) {
    event.preventDefault();
    byId('lookup').focus();
  }
});
startLookup();
startAsk();
route();
