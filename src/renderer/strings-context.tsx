// The words of the chosen language, for every part of the window.
import { createContext, useContext } from 'react';
import type { Strings } from '../strings/index.ts';
import { stringsFor } from '../strings/index.ts';

export const StringsContext = createContext<Strings>(stringsFor('en', []));

export const useStrings = (): Strings => useContext(StringsContext);
