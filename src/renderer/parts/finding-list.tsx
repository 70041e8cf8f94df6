// What the doctor found: each with its mark, why it matters, and the one thing to do about it.
import type { ReactNode } from 'react';
import { useId } from 'react';
import { showHidden } from '../../base/text.ts';
import type { DoctorAction, Finding, FindingState } from '../../contract/doctor.ts';
import type { ErrorInfo } from '../../contract/errors.ts';
import type { Bridge, ShellFacts } from '../../contract/window.ts';
import { letInCommands } from '../../strings/finding-text.ts';
import { findingText } from '../../strings/index.ts';
import { tell } from '../ask.ts';
import { useStrings } from '../strings-context.tsx';
import { CopyText } from './copy-text.tsx';
import { CheckIcon, QuestionIcon, WarningIcon } from './icons.tsx';
import { Problem } from './problem.tsx';
import { useProblem } from './use-problem.ts';

const STATE_ICONS: Readonly<Record<FindingState, () => ReactNode>> = {
  good: CheckIcon,
  bad: WarningIcon,
  unknown: QuestionIcon,
};

/** What the buttons do; the system's pages are opened by main. */
export interface DoctorMoves {
  readonly again: () => void;
  readonly addByAddress: () => void;
  readonly chooseNetwork: () => void;
}

interface FindingProps {
  readonly bridge: Bridge;
  readonly platform: ShellFacts['platform'];
  readonly moves: DoctorMoves;
}

export function FindingList({
  findings,
  ...props
}: FindingProps & { readonly findings: readonly Finding[] }): ReactNode {
  return (
    <ul className="findings">
      {findings.map((finding) => (
        <FindingRow key={finding.code} finding={finding} {...props} />
      ))}
    </ul>
  );
}

function FindingRow({
  finding: raw,
  bridge,
  platform,
  moves,
}: FindingProps & { readonly finding: Finding }): ReactNode {
  const { doctor, otherWays } = useStrings();
  const { problem, attempt } = useProblem();
  const id = useId();
  const finding = withShownNames(raw);
  const { title, next, step } = findingText(doctor.findings, finding);
  const StateIcon = STATE_ICONS[finding.state];
  const commands = platform === 'linux' ? commandsFor(finding) : null;
  const button = buttonFor(finding.action);

  function buttonFor(
    action: DoctorAction,
  ): { label: string; press: () => Promise<ErrorInfo | null> | undefined } | null {
    switch (action) {
      case 'tryAgain':
        return { label: doctor.action.tryAgain, press: () => void moves.again() };
      case 'beVisible':
        return { label: doctor.action.beVisible, press: () => tell(bridge, 'visibility.everyone') };
      case 'addByAddress':
        return { label: doctor.action.addByAddress, press: () => void moves.addByAddress() };
      case 'chooseNetwork':
        return { label: doctor.action.chooseNetwork, press: () => void moves.chooseNetwork() };
      case 'openNetworkSettings':
        return {
          label: doctor.action.openNetworkSettings,
          press: () => tell(bridge, 'system.open', { page: 'network' }),
        };
      case 'openPermission':
        return {
          label: doctor.action.openPermission,
          press: () => tell(bridge, 'system.open', { page: 'permission' }),
        };
      case 'allowInFirewall':
        // No desktop of Linux has one page for it.
        if (platform === 'linux') return null;
        return { label: otherWays.openFirewall, press: () => tell(bridge, 'system.open', { page: 'firewall' }) };
      default:
        return null;
    }
  }

  async function press(): Promise<void> {
    const doing = button?.press();
    if (doing !== undefined && (await attempt(() => doing))) moves.again();
  }

  return (
    <li className="finding" data-state={finding.state}>
      <StateIcon />
      <div className="finding-text">
        <p id={id} className="finding-title">
          <span className="visually-hidden">{doctor.state[finding.state]}</span> {title}
        </p>
        {next !== '' && <p className="quiet">{next}</p>}
        {commands === null && <Step of={finding} words={step} />}
        {commands !== null && (
          <>
            <p>{otherWays.runCommands}</p>
            <CopyText text={commands.join('\n')} button={otherWays.copyCommands} />
          </>
        )}
        {button !== null && (
          <button
            type="button"
            className="button"
            aria-describedby={problem === null ? id : `${id}-problem ${id}`}
            onClick={() => void press()}
          >
            {button.label}
          </button>
        )}
        <Problem id={`${id}-problem`} of={problem} />
      </div>
    </li>
  );
}

/** A step that names a command of the terminal gives way to what stands for it in the window. */
function Step({ of, words }: { readonly of: Finding; readonly words: string }): ReactNode {
  const { otherWays } = useStrings();
  if (words === '' || of.action === 'beVisible' || of.action === 'chooseNetwork') return null;
  if (of.action === 'addByAddress' && of.code !== 'multicast.lost') return null;
  if (of.action === 'receive') return <p>{otherWays.startAgain}</p>;
  return <p>{of.action === 'allowThere' ? otherWays.lookThere : words}</p>;
}

function commandsFor({ action, facts }: Finding): readonly string[] | null {
  if (action !== 'allowInFirewall' || !('firewall' in facts)) return null;
  return letInCommands(facts.firewall, facts.port, facts.place, 'udpPort' in facts ? facts.udpPort : undefined);
}

/** Names of devices and interfaces come from outside. */
function withShownNames(finding: Finding): Finding {
  if (!('names' in finding.facts)) return finding;
  return { ...finding, facts: { ...finding.facts, names: finding.facts.names.map(showHidden) } } as Finding;
}
