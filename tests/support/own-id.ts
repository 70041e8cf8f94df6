import type { DeviceId } from '../../src/contract/devices.ts';

/** Of a device that nothing depends on. */
export const OWN_ID = '0123456789abcdef0123456789abcdef' as DeviceId;
