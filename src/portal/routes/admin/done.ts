import type { Request } from 'express';
import { isDoneName, type DoneName } from '../../html/done.tsx';

/** What the page before did, by `?done=`; any other word says nothing. */
export function doneOf(request: Request): DoneName | undefined {
  const { done } = request.query;
  return isDoneName(done) ? done : undefined;
}
