// The sentences of the manual page that the help doesn't have. In English alone, in which manual pages are looked for.
export const manual = {
  name: 'move files between your devices',
  engine:
    'While the app or "ferry serve" runs, every command asks it to do what it is told. Otherwise a command works alone, on the same data folder, and devices are met only while it waits.',
  names:
    'Wherever a device is named, its address does as well, with the port behind it where it isn’t the usual one, or its link. Of an ID the beginning is enough.',
  streams:
    'Answers are written to standard output, trouble to standard error. Options may stand before and behind the command; what stands behind "--" is a file or folder, whatever it is called.',
  ownOptions: 'Options of its own:',
  environment: {
    language: 'The language of what is said: English, German or Hebrew.',
    config: 'The folder that the data folder lies in, instead of ~/.config.',
    cache: 'The folder that the cache lies in, instead of ~/.cache.',
  },
  files: {
    data: 'The data folder on Linux: settings, this device’s key, paired devices, what is unfinished and what is over. Only its user can read it.',
    dataMac: 'The same on macOS.',
    cache: 'What is compiled of the program itself. It can be deleted.',
  },
};
