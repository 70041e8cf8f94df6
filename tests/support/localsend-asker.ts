// Asks a LocalSend server who it is, in a process of its own: what the environment says of proxies is read at its start.
import { Client } from '../../src/engine/interop/localsend/client.ts';
import { SYSTEM_PORTS } from '../../src/engine/ports.ts';
import { makeCertificate } from './localsend/certificate.ts';

const { certificate: certificatePem, key: keyPem } = makeCertificate('1.18', { key: 'two' });
const client = new Client({ certificate: { certificatePem, keyPem }, clock: SYSTEM_PORTS.clock, log: () => undefined });
const place = { host: '127.0.0.1', port: Number(process.argv[2]), protocol: 'https' } as const;
const asked = { method: 'GET', path: '/api/localsend/v2/info' } as const;
const { status } = await client.request(place, asked, { pin: null, timeoutMs: 9000 });
client.close();
process.stdout.write(`${status}\n`);
