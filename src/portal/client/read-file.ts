/** The bytes of `file`, read piece by piece; `tell` hears how much of it (0 to 1) is read. */
export async function readFile(file: File, tell: (part: number) => void): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(file.size);
  const reader = file.stream().getReader();
  let length = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    bytes.set(read.value, length);
    length += read.value.length;
    tell(length / file.size);
  }
  return bytes;
}

/** Lets the browser draw what was just shown, before work that holds it up. */
export const drawn = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
