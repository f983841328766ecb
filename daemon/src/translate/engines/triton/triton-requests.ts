// A text -> the request to a model of Triton's, by generate or by infer, and what its answer says. Pure.
import { baseLanguage, languageName, type EngineInfo, type LanguagePair, type TranslateRequest } from '@subcam/shared';
import * as z from 'zod';
import { oneLineName } from '../../../lib/one-line.ts';
import { namedFew } from '../../../lib/service-pages.ts';

/** Names of tensors, or of fields of `generate`; null: the model has no such input. */
export interface TritonNames {
  readonly textInput: string;
  readonly sourceInput: string | null;
  readonly targetInput: string | null;
  readonly output: string;
}

export interface TritonForm extends TritonNames {
  readonly way: 'generate' | 'infer';
  /** May have `{source}` and `{target}` in it. */
  readonly model: string;
  /** null: the version that the server takes itself. */
  readonly modelVersion: string | null;
  /** What the model is given as text, with `{text}`, `{source}`, `{target}`, `{sourceName}` and `{targetName}` in it. */
  readonly template: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** The fields in one go, so that what was said fills none itself. */
function filled(template: string, { sourceLanguage, targetLanguage }: LanguagePair, text = ''): string {
  const [source, target] = [baseLanguage(sourceLanguage), baseLanguage(targetLanguage)];
  const fields = new Map(Object.entries({ source, target, sourceName: languageName(source), targetName: languageName(target), text }));
  return template.replaceAll(/\{(\w+)\}/gu, (whole, name: string) => fields.get(name) ?? whole);
}

/** The model of a pair, for which a server may have one of its own. */
export function modelFor({ model }: Pick<TritonForm, 'model'>, pair: LanguagePair): string {
  return filled(model, pair);
}

/** Below the address, without a slash before it. `page`: of the model; left out: what it says of itself. */
export function modelPath(form: Pick<TritonForm, 'model' | 'modelVersion'>, pair: LanguagePair, page?: string): string {
  const version = form.modelVersion === null ? '' : `/versions/${encodeURIComponent(form.modelVersion)}`;
  return `v2/models/${encodeURIComponent(modelFor(form, pair))}${version}${page === undefined ? '' : `/${page}`}`;
}

export function bodyOf(form: TritonForm, request: TranslateRequest): Readonly<Record<string, unknown>> {
  const { way, textInput, sourceInput, targetInput, output, parameters } = form;
  const inputs: readonly (readonly [string | null, string])[] = [
    [textInput, filled(form.template, request, request.text)],
    [sourceInput, baseLanguage(request.sourceLanguage)],
    [targetInput, baseLanguage(request.targetLanguage)],
  ];
  const given = inputs.flatMap(([name, value]): (readonly [string, string])[] => (name === null ? [] : [[name, value]]));
  if (way === 'generate') return { ...parameters, ...Object.fromEntries(given) };
  return {
    inputs: given.map(([name, value]) => ({ name, shape: [1, 1], datatype: 'BYTES', data: [value] })),
    outputs: [{ name: output }],
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
  };
}

/** One text, or several lines of one. */
const oneText = z.union([
  z.string(),
  z
    .array(z.string())
    .min(1)
    .transform((texts) => texts.join(' ')),
]);

const own = { model_name: z.string().nullish(), model_version: z.union([z.string(), z.number()]).nullish() };

export function answerSchema({ way, output }: TritonForm): z.ZodType<{ readonly text: string; readonly model: string | null }> {
  const named = ({ model_name: name, model_version: version }: z.infer<z.ZodObject<typeof own>>): string | null =>
    name === null || name === undefined ? null : oneLineName(version === null || version === undefined ? name : `${name} ${version}`);
  if (way === 'generate') {
    return z.looseObject({ ...own, [output]: oneText }).transform((answer) => ({ text: String(answer[output]), model: named(answer) }));
  }
  return z
    .object({ ...own, outputs: z.array(z.object({ name: z.string(), data: oneText })).max(64) })
    .refine(({ outputs }) => outputs.some(({ name }) => name === output))
    .transform((answer) => ({ text: answer.outputs.find(({ name }) => name === output)?.data ?? '', model: named(answer) }));
}

export function infoOf(model: string): EngineInfo {
  return { name: 'triton', model };
}

/** Of a server (GET /v2), by the protocol that Triton shares with others (KServe v2). */
export const serverSchema = z.object({ name: z.string(), version: z.string() });

const tensors = z
  .array(z.object({ name: z.string() }))
  .max(256)
  .nullish();

/** Of a model (GET /v2/models/M). */
export const modelSchema = z.object({ name: z.string(), inputs: tensors, outputs: tensors });

/** Tensors that the settings name and the model has not; null: none. `engines.translator.triton.textInput is "text", which the model has not: it has text_input, stream`. */
export function missingTensor(
  { textInput, sourceInput, targetInput, output }: TritonNames,
  { inputs, outputs }: z.infer<typeof modelSchema>,
): string | null {
  const named = Object.entries({ textInput, sourceInput, targetInput, output });
  for (const [setting, tensor] of named) {
    const there = ((setting === 'output' ? outputs : inputs) ?? []).map(({ name }) => name);
    if (tensor === null || there.length === 0 || there.includes(tensor)) continue;
    return `engines.translator.triton.${setting} is "${tensor}", which the model has not: it has ${namedFew(there)}`;
  }
  return null;
}

const configSchema = z.object({
  instance_group: z
    .array(z.object({ kind: z.string() }))
    .max(64)
    .nullish(),
});

/** What the instances of a model run on: `gpu`, `cpu`; null: it is not told. */
export const deviceSchema = configSchema.transform(({ instance_group: groups }) => {
  const kinds = (groups ?? []).map(({ kind }) => kind);
  return kinds.includes('KIND_GPU') ? 'gpu' : kinds.includes('KIND_CPU') ? 'cpu' : null;
});
