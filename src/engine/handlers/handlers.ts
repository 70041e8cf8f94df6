// The shape of what answers commands: engine.ts puts the parts together, and doesn't compile while one is missing.
import type { EngineAnswer, EngineCommand, EngineInput } from '../../contract/commands.ts';

/** Where there is nothing to answer, a handler needn't say so. */
type Handled<A> = undefined extends A ? unknown : A | Promise<A>;

export type Handlers<C extends EngineCommand = EngineCommand> = {
  /** `gone`: when whoever asks has gone, and what they alone want is to end. The same for all that they ask. */
  readonly [N in C]: (input: EngineInput<N>, gone: AbortSignal) => Handled<EngineAnswer<N>>;
};
