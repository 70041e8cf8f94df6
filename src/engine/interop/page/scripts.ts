// What runs in a visitor's browser: as little as it can be, in the JavaScript of some years ago. What comes from outside
// becomes text, and numbers of files become addresses; nothing else does.

export const SHARE_SCRIPT = `'use strict';
(async () => {
  const here = location.pathname;
  const list = document.getElementById('files');
  const row = (children) => {
    const item = document.createElement('li');
    item.append(...children);
    list.append(item);
  };
  try {
    const answer = await fetch(here + '/about');
    if (!answer.ok) throw new Error(String(answer.status));
    const { files, more } = await answer.json();
    for (const { id, name, size } of files) {
      const link = document.createElement('a');
      link.href = here + '/file/' + Number(id);
      const shown = document.createElement('bdi');
      shown.textContent = name;
      link.append(shown);
      const amount = document.createElement('span');
      amount.textContent = size;
      row([link, amount]);
    }
    if (more !== null) row([more]);
  } catch {
    row([list.dataset.over]);
  }
})();
`;

export const RECEIVE_SCRIPT = `'use strict';
(() => {
  const here = location.pathname;
  const by = (id) => document.getElementById(id);
  const AT_ONCE = 3;
  const TRIES = 6;
  /** A phone that changes networks is away for some seconds. */
  const AWAY_MS = 60000;
  let current = null;

  const say = (name) => {
    by('said').textContent = by('said').dataset[name] || '';
  };
  const show = (isUnderWay) => {
    by('choose').hidden = isUnderWay;
    by('under-way').hidden = !isUnderWay;
  };
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const ask = (path, body) =>
    fetch(here + path, body === undefined ? {} : { method: 'POST', body });
  const stateOf = async (id) => {
    for (const began = Date.now(); ; await wait(1000)) {
      try {
        const answer = await ask('/offer/' + id);
        return answer.ok ? await answer.json() : { stage: 'over' };
      } catch (error) {
        if (Date.now() - began > AWAY_MS) throw error;
      }
    }
  };

  /** Says the status; 0 where there was none. */
  const put = (job, number, file) =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      job.requests.set(number, { request, bytes: 0 });
      request.open('POST', here + '/upload/' + job.id + '/' + number);
      request.upload.onprogress = ({ loaded }) => {
        job.requests.get(number).bytes = Math.min(loaded, file.size);
        tell(job);
      };
      request.onloadend = () => {
        job.requests.delete(number);
        resolve(request.status);
      };
      request.send(file);
    });
  const tell = (job) => {
    let bytes = job.bytes;
    for (const each of job.requests.values()) bytes += each.bytes;
    by('progress').value = job.total === 0 ? 1 : bytes / job.total;
  };

  const ANSWERED = [204, 409, 507];
  /** What broke off is sent again, unless it came and only the answer was lost. */
  const sendOne = async (job, number, file) => {
    for (let tried = 1; !job.isOver; tried++) {
      const status = await put(job, number, file);
      if (ANSWERED.includes(status) || tried === TRIES) return;
      await wait(250 * 2 ** tried);
      if (job.isOver) return;
      const { stage, due } = await stateOf(job.id);
      if (stage !== 'receiving') job.isOver = true;
      else if (!due.includes(number)) return;
    }
  };
  const sendAll = async (job, files, due) => {
    const rest = due.slice().reverse();
    for (const number of due) job.total += files[number].size;
    const work = async () => {
      while (rest.length > 0 && !job.isOver) {
        const number = rest.pop();
        await sendOne(job, number, files[number]);
        job.bytes += files[number].size;
        tell(job);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  };

  const offer = async (files) => {
    const wanted = files.map((file) => ({
      name: file.webkitRelativePath || file.name,
      size: file.size,
      modified: file.lastModified,
    }));
    const answer = await ask('/offer', JSON.stringify({ files: wanted }));
    if (answer.status === 413) return 'much';
    if (answer.status === 409 || answer.status === 429) return 'busy';
    if (!answer.ok) return answer.status === 400 ? 'failed' : 'over';
    const { id } = await answer.json();
    const job = { id, bytes: 0, total: 0, isOver: false, requests: new Map() };
    current = job;
    let state = await stateOf(id);
    for (; state.stage === 'asking'; state = await stateOf(id)) await wait(500);
    if (state.stage !== 'receiving') return state.stage;
    say('sending');
    by('progress').value = 0;
    await sendAll(job, files, state.due);
    state = await stateOf(id);
    if (state.stage === 'done' && !state.isAll) return 'partly';
    return state.stage === 'receiving' ? 'partly' : state.stage;
  };

  const begin = async (input) => {
    const files = Array.from(input.files);
    if (files.length === 0) return;
    show(true);
    by('progress').removeAttribute('value');
    say('asking');
    try {
      say(await offer(files));
    } catch {
      say('over');
    }
    if (current !== null) current.isOver = true;
    current = null;
    input.value = '';
    show(false);
  };

  by('cancel').onclick = () => {
    if (current === null) return;
    current.isOver = true;
    void ask('/cancel/' + current.id, '').catch(() => undefined);
    for (const { request } of current.requests.values()) request.abort();
  };
  // Whoever leaves the page ends it, and is asked first.
  onbeforeunload = (event) => {
    if (current !== null) event.preventDefault();
  };
  onpagehide = () => {
    if (current !== null) navigator.sendBeacon(here + '/cancel/' + current.id);
  };
  by('whole').hidden = !('webkitdirectory' in by('folder'));
  for (const id of ['files', 'folder']) by(id).onchange = () => void begin(by(id));
  show(false);
})();
`;
