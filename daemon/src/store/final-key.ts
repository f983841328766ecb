// What a final is unique by -> a text that no other final has.

export function finalKey({ captureId, firstSample }: { readonly captureId: string; readonly firstSample: number }): string {
  return `${firstSample} ${captureId}`;
}
