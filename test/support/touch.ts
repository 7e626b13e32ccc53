import { CertBankError } from '../../src/base/errors.ts';

/** Names of the getters on the classes of `value`. */
function gettersOf(value: object): string[] {
  const names: string[] = [];
  for (
    let type: unknown = Object.getPrototypeOf(value);
    type !== null && type !== Object.prototype;
    type = Object.getPrototypeOf(type)
  ) {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(type as object))) {
      if ('get' in descriptor) names.push(name);
    }
  }
  return refusals;
}
