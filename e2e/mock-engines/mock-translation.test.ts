// The mocked translation service over HTTP: the contract's shapes, and a text that nobody takes for a translation.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMockTranslation, type MockService } from './index.ts';

let service: MockService;

beforeAll(async () => {
  service = await startMockTranslation();
});

afterAll(() => service.close());

function post(body: string, contentType = 'application/json'): Promise<Response> {
  return fetch(`${service.url}/api/translate`, { method: 'POST', headers: { 'content-type': contentType }, body });
}

describe('the mocked translation service', () => {
  it('answers the text marked with its language, in every field of the contract', async () => {
    const response = await post(JSON.stringify({ text: 'Good [morning]. ¿Qué?', source_language: 'en', target_language: 'es' }));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      translated_text: '[es] Good [morning]. ¿Qué?',
      source_language: 'en',
      target_language: 'es',
      confidence: expect.any(Number) as number,
      processing_time: expect.any(Number) as number,
      model_used: expect.any(String) as string,
      backend_used: expect.any(String) as string,
    });
  });

  it.each([
    ['no JSON', '{', 'application/json'],
    ['another type of content', 'text=a', 'application/x-www-form-urlencoded'],
    ['no text', '{"source_language":"en","target_language":"es"}', 'application/json'],
    ['an empty text', '{"text":" ","source_language":"en","target_language":"es"}', 'application/json'],
    ['no target', '{"text":"a","source_language":"en"}', 'application/json'],
    ['a target that is no language', '{"text":"a","source_language":"en","target_language":"] x"}', 'application/json'],
    ['a body that is too large', JSON.stringify({ text: 'a'.repeat(17 * 1024 * 1024) }), 'application/json'],
  ])('refuses %s with a 400 and a reason', async (_, body, contentType) => {
    const response = await post(body, contentType);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: expect.stringMatching(/./) as string });
  });

  it('counts what it was asked to translate, not whether it is well', async () => {
    const before = service.requests();
    expect((await fetch(`${service.url}/api/health`)).status).toBe(200);
    await post(JSON.stringify({ text: 'One', source_language: 'en', target_language: 'fr' }));
    expect(service.requests()).toBe(before + 1);
  });

  it('listens on loopback alone', () => {
    expect(new URL(service.url).hostname).toBe('127.0.0.1');
  });
});
