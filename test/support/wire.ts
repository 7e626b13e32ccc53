/** JSON that keeps bytes and instants, for values that go from one world to another. */
export function toWire(value: unknown): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key, converted: unknown) {
    const original = this[key];
    if (original instanceof Uint8Array)
      return { $bytes: btoa(Array.from(original, (octet) => String.fromCharCode(octet)).join('')) };
    return original instanceof Date ? { $instant: original.toISOString() } : converted;
  });
}

export function fromWire(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if ('$bytes' in value)
      return Uint8Array.from(atob(value.$bytes as string), (character) => character.charCodeAt(0));
    return '$instant' in value ? new Date(value.$instant as string) : value;
  });
}
