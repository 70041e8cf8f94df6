// Named as a set-up file in vitest.config.ts, and so run for each file of tests: what a module asks for as it is loaded is
// asked for once only where files share their modules.
import { afterAll } from 'vitest';
import { removeTempFolders } from './temp-folder.ts';

afterAll(removeTempFolders);
