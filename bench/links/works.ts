// What is moved over which link, and what that is called.
import type { WorkName } from '../transfer/works.ts';
import type { LinkName } from './link.ts';

/** A large file that takes long enough, and many small ones. */
export const WORKS_OF: Readonly<Record<LinkName, readonly WorkName[]>> = {
  gigabit: ['W1', 'W2'],
  wifi: ['W6', 'W2'],
};

export function workOn(link: LinkName, work: string): string {
  return `${link} ${work}`;
}
