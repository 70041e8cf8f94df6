import type { CustomScheme, Protocol } from 'electron';
import { runtime } from '../runtime.ts';
import { addScheme } from '../urls.ts';
import { guard } from './guard.ts';

type Handler = (request: Request) => Response | Promise<Response>;

const privileged = new Map<string, CustomScheme['privileges']>();
const handlers = new Map<string, Handler>();

export const handlerOf = (scheme: string): Handler | undefined => handlers.get(scheme);

export const protocol = guard('protocol', {
  registerSchemesAsPrivileged: (schemes: CustomScheme[]): void => {
    if (runtime.isReady) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const { scheme, privileges } of schemes) {
      privileged.set(scheme, privileges);
      addScheme(scheme);
    }
  },
  handle: (scheme: string, handler: Handler): void => {
    if (!runtime.isReady) throw new Error('protocol.handle should be called after app is ready');
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    const privileges = privileged.get(scheme);
    if (privileges?.standard !== true || privileges.secure !== true) {
      throw new Error(`The harness serves only schemes registered as standard and secure, and ${scheme} isn't.`);
    }
    handlers.set(scheme, handler);
  },
  unhandle: (scheme: string): void => {
    if (!handlers.delete(scheme)) throw new Error(`Failed to unregister protocol: ${scheme}`);
  },
  isProtocolHandled: (scheme: string): boolean => handlers.has(scheme) || ['http', 'https', 'file'].includes(scheme),
} satisfies Pick<Protocol, 'registerSchemesAsPrivileged' | 'unhandle' | 'isProtocolHandled' | 'handle'>);
