// A text -> the request to a model of Triton's, by generate or by infer, and what its answer says. Pure.
import { baseLanguage, languageName, type EngineInfo, type LanguagePair, type TranslateRequest } from '@subcam/shared';
import * as z from 'zod';

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
  const fields: Readonly<Record<string, string>> = {
    source,
    target,
    sourceName: languageName(source),
    targetName: languageName(target),
    text,
  };
  return template.replaceAll(/\{(\w+)\}/gu, (whole, name: string) => fields[name] ?? whole);
}

/** The model of a pair, for which a server may have one of its own. */
export function modelFor({ model }: Pick<TritonForm, 'model'>, pair: LanguagePair): string {
  return filled(model, pair);
}

/** Below the address, without a slash before it. */
export function modelPath(form: Pick<TritonForm, 'model' | 'modelVersion'>, pair: LanguagePair, page: string): string {
  const version = form.modelVersion === null ? '' : `/versions/${encodeURIComponent(form.modelVersion)}`;
  return `v2/models/${encodeURIComponent(modelFor(form, pair))}${version}/${page}`;
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
    name === null || name === undefined ? null : version === null || version === undefined ? name : `${name} ${version}`;
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
