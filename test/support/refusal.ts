/** What `promise` rejects with. @throws when it does not */
export async function refusal(promise: Promise<unknown>): Promise<unknown> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`was not refused, but gave ${String(value)}`);
}
