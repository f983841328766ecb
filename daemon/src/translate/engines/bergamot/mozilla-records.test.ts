// Mozilla's list of models: what of it is offered, in which version, for whom; and what is left out, with a word.
import { describe, expect, it, test } from 'vitest';
import { bergamotCatalogue } from './bergamot-catalogue.ts';
import { channelOf } from './filter-expression.ts';
import { compareOffers, readMozillaRecords } from './mozilla-records.ts';
import { compareVersions } from './model-version.ts';

const HASH = 'A'.repeat(64);

interface Given {
  readonly fileType?: string;
  readonly [key: string]: unknown;
}

/** A record of the second generation, as the registry has it. */
function record({ fileType = 'model', ...over }: Given = {}): Record<string, unknown> {
  return {
    name: `${fileType}.ende.bin`,
    sourceLanguage: 'en',
    targetLanguage: 'de',
    architecture: 'tiny',
    version: '3.0',
    fileType,
    filter_expression: '',
    decompressedSize: 17_140_836,
    decompressedHash: 'b'.repeat(64),
    id: '0aa3a4c2-1ffc-4d0f-8a35-0a6e06c4e8f2',
    schema: 1_749_570_042_331,
    attachment: {
      filename: `${fileType}.ende.bin.zst`,
      location: `main-workspace/translations-models-v2/${fileType}.zst`,
      hash: HASH,
      mimetype: 'application/zstd',
      size: 13_000_000,
    },
    last_modified: 1_749_570_482_492,
    ...over,
  };
}

const FILE_TYPES = ['model', 'lex', 'vocab'];
const whole = (over: Given = {}): Record<string, unknown>[] => FILE_TYPES.map((fileType) => record({ fileType, ...over }));
const read = (...data: readonly unknown[]) => readMozillaRecords({ data });
const idsOf = (...data: readonly unknown[]): readonly string[] => read(...data).offers.map(({ id }) => id);

describe('the list', () => {
  it('offers one model for each pair, version and architecture, with what is published of each file', () => {
    const { offers, leftOut } = read(...whole(), record({ fileType: 'qualityModel' }), ...whole({ architecture: 'base-memory' }));
    expect(leftOut).toEqual([]);
    expect(offers.map(({ id }) => id)).toEqual(['bergamot-en-de-3.0-tiny', 'bergamot-en-de-3.0-base-memory']);
    expect(offers[0]).toMatchObject({
      sourceLanguage: 'en',
      targetLanguage: 'de',
      version: '3.0',
      architecture: 'tiny',
      channel: 'release',
      licence: 'MPL-2.0',
    });
    expect(offers[0]?.files[0]).toEqual({
      name: 'model.bin',
      location: 'main-workspace/translations-models-v2/model.zst',
      bytes: 13_000_000,
      sha256: HASH.toLowerCase(),
      installedBytes: 17_140_836,
      installedSha256: 'b'.repeat(64),
    });
    expect(offers[0]?.files.map(({ name }) => name)).toEqual(['model.bin', 'shortlist.bin', 'vocabulary.spm']);
  });

  it('of the first generation is read too: other names for languages, no architecture, sizes as text, nothing about unpacking', () => {
    const old = FILE_TYPES.map((fileType) => ({
      name: `${fileType}.ende.bin`,
      fromLang: 'en',
      toLang: 'de',
      version: '1.0',
      fileType,
      attachment: {
        hash: HASH,
        size: '5047568',
        filename: 'x.bin',
        location: 'main-workspace/translations-models/x.bin',
        mimetype: 'application/octet-stream',
      },
    }));
    const { offers } = read(...old);
    expect(offers).toMatchObject([{ id: 'bergamot-en-de-1.0-tiny' }]);
    expect(offers[0]?.files[0]).toMatchObject({ bytes: 5_047_568, installedBytes: null, installedSha256: null });
  });

  it('says of two vocabularies that they are two', () => {
    const { offers } = read(record(), ...['srcvocab', 'trgvocab', 'vocab'].map((fileType) => record({ fileType })));
    expect(offers[0]?.files.map(({ name }) => name)).toEqual(['model.bin', 'source-vocabulary.spm', 'target-vocabulary.spm']);
  });

  it('names languages with their script as they are published', () => {
    expect(idsOf(...whole({ targetLanguage: 'zh-Hant' }))).toEqual(['bergamot-en-zh-hant-3.0-tiny']);
    expect(read(...whole({ targetLanguage: 'zh-Hant' })).offers[0]?.targetLanguage).toBe('zh-Hant');
  });

  it('takes of two files of a type the usual shortlist, and else the one that was changed last', () => {
    const at = (location: string) => ({ hash: HASH, size: 1, location });
    const { offers } = read(
      ...whole({ attachment: at('first') }),
      record({ attachment: at('later'), last_modified: 1_749_570_482_493 }),
      record({ fileType: 'lex', name: 'lex.50.50.ende.s2t.bin', attachment: at('usual'), last_modified: 1 }),
    );
    expect(offers[0]?.files.map(({ location }) => location)).toEqual(['later', 'usual', 'first']);
  });

  it('keeps variants of an architecture apart', () => {
    expect(idsOf(...whole(), ...whole({ variant: 'student' }), ...whole({ architecture: 'base', variant: 'base' }))).toEqual([
      'bergamot-en-de-3.0-tiny',
      'bergamot-en-de-3.0-base',
      'bergamot-en-de-3.0-tiny-student',
    ]);
  });

  it.each([
    ['a page', '<html>'],
    ['nothing', null],
    ['another document', { hello: 'world' }],
    ['a list without its frame', [record()]],
    ['a refusal', { code: 403, errno: 121, error: 'Forbidden' }],
  ])('that is %s is refused', (_, document) => {
    expect(() => readMozillaRecords(document)).toThrow(/something else than a list of models/);
  });

  it('may be empty', () => {
    expect(read()).toEqual({ offers: [], leftOut: [] });
  });
});

describe('a record', () => {
  it.each([
    ['without an attachment', { attachment: undefined }, 'attachment'],
    ['whose file lies elsewhere', { attachment: { hash: HASH, size: 1, location: '../../etc/passwd' } }, 'attachment.location is no path'],
    ['whose file is an address', { attachment: { hash: HASH, size: 1, location: 'https://example.com/x' } }, 'attachment.location'],
    ['whose hash is none', { attachment: { hash: 'abc', size: 1, location: 'x' } }, 'attachment.hash is no SHA-256'],
    ['without a size', { attachment: { hash: HASH, size: 0, location: 'x' } }, 'attachment.size'],
    ['without a language', { sourceLanguage: undefined }, 'lacks a language'],
    ['whose language would be a folder elsewhere', { targetLanguage: '../..' }, 'targetLanguage is no language'],
    ['whose version is none', { version: '../3' }, 'version is no version'],
    ['whose architecture would be a folder elsewhere', { architecture: 'a/b' }, 'architecture is no plain word'],
    ['that is no object', null, 'record'],
  ])('%s is left out with a word, and the others are not', (_, change, word) => {
    const broken = change === null ? 'text' : record(change);
    const { offers, leftOut } = read(broken, ...whole({ targetLanguage: 'fr' }));
    expect(offers.map(({ id }) => id)).toEqual(['bergamot-en-fr-3.0-tiny']);
    expect(leftOut).toEqual([expect.stringContaining(word)]);
  });

  it.each([
    ['model', 'lacks its model'],
    ['vocab', 'lacks its vocabulary'],
  ])('of a model that has no %s is left out', (missing, word) => {
    const { offers, leftOut } = read(...FILE_TYPES.filter((type) => type !== missing).map((fileType) => record({ fileType })));
    expect(offers).toEqual([]);
    expect(leftOut).toEqual([`en-de 3.0 tiny: it ${word}`]);
  });

  it('of a model without a shortlist is offered: it is only slower', () => {
    expect(idsOf(record(), record({ fileType: 'vocab' }))).toEqual(['bergamot-en-de-3.0-tiny']);
  });

  it.each([
    ['4.0', 'later than this version of Subcam reads'],
    ['10.1', 'later than this version of Subcam reads'],
    ['0.4', 'a trial'],
  ])('of major version %s is left out', (version, word) => {
    const { offers, leftOut } = read(...whole({ version }), ...whole({ version: '2.1' }));
    expect(offers.map((offer) => offer.version)).toEqual(['2.1']);
    expect(leftOut).toEqual([expect.stringContaining(word)]);
  });
});

test.each([
  [undefined, 'release'],
  ['', 'release'],
  ["env.appinfo.OS != 'Android' || env.channel != 'release'", 'release'],
  ["env.version|versionCompare('121.a0') >= 0", 'release'],
  ["env.channel != 'release'", 'beta'],
  ["env.channel == 'default' || env.channel == 'nightly' || env.channel == 'beta'", 'beta'],
  ['env.channel == "beta"', 'beta'],
  ["env.channel == 'default' || env.channel == 'nightly'", 'nightly'],
  ["(env.channel == 'default' || env.channel == 'nightly') && env.appinfo.OS != 'Android'", 'nightly'],
  ["(env.channel == 'default' || env.channel == 'nightly') && env.appinfo.OS == 'Android'", null],
  ["env.appinfo.OS == 'Android'", null],
  ["env.version|versionCompare('108.a0') >= 0 && env.version|versionCompare('121.a0') < 0", null],
  ["env.locale in ['de']", null],
  ["env.channel == 'release' &&", null],
  ["(env.channel == 'release'", null],
  ['anything()', null],
])('the filter expression %j is of the channel %s', (expression, channel) => {
  expect(channelOf(expression)).toBe(channel);
});

test('a model is of the channel that all of its files reach', () => {
  const nightly = "env.channel == 'default' || env.channel == 'nightly'";
  expect(read(...whole({ filter_expression: nightly })).offers[0]?.channel).toBe('nightly');
  expect(read(record(), record({ fileType: 'vocab', filter_expression: nightly })).offers[0]?.channel).toBe('nightly');
  // Where a file is published twice, the copy for everybody is taken.
  expect(read(...whole(), ...whole({ filter_expression: nightly })).offers[0]?.channel).toBe('release');
  expect(read(...whole({ filter_expression: "env.appinfo.OS == 'Android'" })).leftOut).toEqual([expect.stringContaining('Android')]);
});

test('versions are ordered by their numbers, an alpha before what it leads to', () => {
  const versions = ['3.10', '1.0', '3.0', '3.0a2', '3.0a10', '2.1', '3.0b1', 'local', '3'];
  expect(versions.toSorted(compareVersions)).toEqual(['local', '1.0', '2.1', '3.0a2', '3.0a10', '3.0b1', '3.0', '3', '3.10']);
});

test('the newest is preferred, of one version the smaller architecture', () => {
  const models = [
    { version: '2.1', architecture: 'tiny' },
    { version: '3.0', architecture: 'base' },
    { version: '3.0', architecture: 'base-memory' },
    { version: '3.0', architecture: 'tiny' },
    { version: '3.0', architecture: 'giant' },
  ];
  const names = models.toSorted((a, b) => -compareOffers(a, b)).map(({ version, architecture }) => `${version} ${architecture}`);
  expect(names).toEqual(['3.0 tiny', '3.0 base-memory', '3.0 base', '3.0 giant', '2.1 tiny']);
});

test('the files of a folder are known by the names that they are published under, and by those of an installed model', () => {
  const recognise = (names: readonly string[]) => bergamotCatalogue.recognise(names);
  expect(recognise(['model.enpt.intgemm.alphas.bin', 'lex.50.50.enpt.s2t.bin', 'vocab.enpt.spm', 'README.md'])).toEqual(
    new Map([
      ['model.enpt.intgemm.alphas.bin', 'model.bin'],
      ['lex.50.50.enpt.s2t.bin', 'shortlist.bin'],
      ['vocab.enpt.spm', 'vocabulary.spm'],
    ]),
  );
  expect([...(recognise(['model.bin', 'shortlist.bin', 'source-vocabulary.spm', 'target-vocabulary.spm'])?.values() ?? [])]).toHaveLength(
    4,
  );
  expect(recognise(['model.enes.intgemm8.bin', 'srcvocab.enes.spm', 'trgvocab.enes.spm'])?.size).toBe(3);
  for (const names of [
    [],
    ['model.enpt.bin'],
    ['vocab.enpt.spm'],
    ['model.enpt.bin', 'srcvocab.enpt.spm'],
    ['model.a.bin', 'model.b.bin', 'vocab.spm'],
  ]) {
    expect(recognise(names)).toBeNull();
  }
});
