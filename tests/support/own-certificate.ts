// The file of LocalSend's own certificate, as an engine opens it that wraps nothing unless it is told to.
import { type CertificateNeeds, OwnCertificateFile } from '../../src/engine/interop/localsend/own-certificate.ts';

export const openCertificate = (path: string, needs: Partial<CertificateNeeds> = {}): OwnCertificateFile =>
  new OwnCertificateFile({
    path,
    now: () => Date.UTC(2026, 10, 22),
    keyWrap: null,
    isWrapped: () => false,
    log: () => undefined,
    ...needs,
  });
