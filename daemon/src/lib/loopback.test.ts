// Which addresses stay on this machine, also when they are written in an unusual way.
import { expect, test } from 'vitest';
import { isLoopbackUrl } from './loopback.ts';

test.each([
  'http://127.0.0.1:5001',
  'http://127.9.8.7/',
  'http://localhost:80/x',
  'https://whisper.localhost',
  'http://[::1]:5003',
  'http://2130706433/',
])('%s stays here', (url) => {
  expect(isLoopbackUrl(url)).toBe(true);
});

test.each([
  'http://192.168.0.2:5001',
  'http://127.0.0.1.example.com',
  'http://mylocalhost',
  'http://[::2]',
  'https://example.com/127.0.0.1',
  'nothing',
])('%s does not', (url) => {
  expect(isLoopbackUrl(url)).toBe(false);
});
