// "Can't see a device?": what is checked, looked at again while it is shown; then the ways that need no looking.
import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { Finding } from '../../contract/doctor.ts';
import type { State } from '../../contract/state.ts';
import type { Bridge, ShellFacts } from '../../contract/window.ts';
import { findingText } from '../../strings/index.ts';
import type { DoctorLoop, Looked } from '../doctor-loop.ts';
import { startDoctor } from '../doctor-loop.ts';
import { ADD_FIELD, AddByAddress } from '../parts/add-by-address.tsx';
import { useAnnounce } from '../parts/announcer.tsx';
import { FindingList } from '../parts/finding-list.tsx';
import { BackIcon } from '../parts/icons.tsx';
import { OwnAddress } from '../parts/own-address.tsx';
import { Problem } from '../parts/problem.tsx';
import { SettingGroup } from '../parts/setting-rows.tsx';
import { useStrings } from '../strings-context.tsx';

export interface DoctorProps {
  readonly bridge: Bridge;
  readonly state: State;
  readonly facts: ShellFacts;
  readonly onBack: () => void;
  readonly onChooseNetwork: () => void;
}

const NOT_LOOKED: Looked = { report: null, problem: null };

export function Doctor({ bridge, state, facts, onBack, onChooseNetwork }: DoctorProps): ReactNode {
  const { common, doctor, otherWays } = useStrings();
  const [looked, setLooked] = useState(NOT_LOOKED);
  const loop = useRef<DoctorLoop | null>(null);

  useEffect(() => {
    const started = startDoctor(bridge, setLooked);
    loop.current = started;
    return () => started.stop();
  }, [bridge]);

  const again = () => loop.current?.again();
  return (
    <div className="screen settings">
      <main data-screen="doctor">
        <div className="settings-header" data-region>
          <button type="button" className="icon-button" aria-label={common.back} title={common.back} onClick={onBack}>
            <BackIcon />
          </button>
          <h1 tabIndex={-1}>{doctor.title}</h1>
        </div>
        <SettingGroup title={otherWays.checks}>
          <Checks
            looked={looked}
            bridge={bridge}
            platform={facts.platform}
            moves={{
              again,
              addByAddress: () => document.getElementById(ADD_FIELD)?.focus(),
              chooseNetwork: onChooseNetwork,
            }}
          />
        </SettingGroup>
        <SettingGroup title={doctor.action.addByAddress}>
          <AddByAddress bridge={bridge} state={state} />
        </SettingGroup>
        <SettingGroup title={otherWays.ownTitle}>
          <OwnAddress bridge={bridge} state={state} />
        </SettingGroup>
      </main>
    </div>
  );
}

const badOnes = (findings: readonly Finding[]): readonly Finding[] => findings.filter(({ state }) => state === 'bad');

export function Checks({
  looked: { report, problem },
  ...props
}: { readonly looked: Looked } & Omit<Parameters<typeof FindingList>[0], 'findings'>): ReactNode {
  const { doctor } = useStrings();
  const announce = useAnnounce();
  const summary = report === null ? null : summaryOf(report.findings);

  function summaryOf(findings: readonly Finding[]): string {
    const titles = badOnes(findings).map((finding) => findingText(doctor.findings, finding).title);
    return titles.length === 0 ? doctor.allFine : titles.join(', ');
  }

  // Every look that says the same is no news.
  useEffect(() => {
    if (summary !== null) announce(summary);
  }, [summary, announce]);

  return (
    <>
      {problem !== null && (
        <div className="row">
          <Problem id="doctor-problem" of={problem} />
        </div>
      )}
      {report === null && problem === null && (
        <p className="row quiet" aria-busy="true">
          {doctor.looking}
        </p>
      )}
      {report !== null && <FindingList findings={report.findings} {...props} />}
      {report !== null && badOnes(report.findings).length === 0 && <p className="row">{doctor.allFine}</p>}
    </>
  );
}
