// The names of the two channels under the bridge: in a file of their own, so that the preload carries nothing else.
export const INVOKE_CHANNEL = 'ferry:invoke';
export const EVENT_CHANNEL = 'ferry:event';
export const HAND_CHANNEL = 'ferry:hand';
