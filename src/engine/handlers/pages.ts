// Pages for devices without any app.
import type { ShownPage } from '../../contract/pages.ts';
import type { Pages } from '../open-pages.ts';
import type { Handlers } from './handlers.ts';

interface PageParts {
  readonly pages: Pages;
}

const said = ({ id, links }: ShownPage) => ({ id, links });

export const pageHandlers = (parts: () => PageParts): Handlers<'page.share' | 'page.receive' | 'page.stop'> => ({
  'page.share': async ({ paths, ...how }, gone) => said(await parts().pages.share(paths, { how, gone })),
  'page.receive': async (how, gone) => said(await parts().pages.receive({ how, gone })),
  'page.stop': ({ id }) => parts().pages.stop(id),
});
