// Loaded into a daemon before everything else: at SIGWINCH its wall clock goes back an hour, as when somebody sets it. The monotonic clock goes on.
const now = Date.now.bind(Date);
let offsetMs = 0;
Date.now = () => now() + offsetMs;
process.on('SIGWINCH', () => {
  offsetMs -= 3_600_000;
});
