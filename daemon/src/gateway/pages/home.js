// The home page: asks every few seconds whether the daemon lives, and says so in words.

const PERIOD_MS = 5000;
const state = document.getElementById('state');

async function isAlive() {
  try {
    const response = await fetch('/api/health', { cache: 'no-store' });
    return response.ok && (await response.json()).status === 'ok';
  } catch {
    // Nobody answers any more.
    return false;
  }
}

async function tell() {
  const alive = await isAlive();
  const words = alive ? 'The daemon is running.' : 'The daemon does not answer: start it with “npm run subcam -- up”.';
  // What is said again would be read aloud again.
  if (state.textContent !== words) state.textContent = words;
  state.dataset.state = alive ? 'alive' : 'away';
  setTimeout(() => void tell(), PERIOD_MS);
}

void tell();
