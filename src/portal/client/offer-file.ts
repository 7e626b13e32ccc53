/** Lets the browser save `bytes` as a file. */
export function offerFile(bytes: Uint8Array<ArrayBuffer>, name: string, mediaType: string): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: mediaType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has taken its copy by the next minute; the page may not keep one for longer.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
