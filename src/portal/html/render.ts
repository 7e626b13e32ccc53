import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';

/** The HTML document of a page; everything that is not markup is escaped. */
export function renderPage(page: VNode): string {
  return `<!doctype html>\n${renderToString(page)}`;
}
