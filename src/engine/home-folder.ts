// The home folder of whoever runs this: a user that a container or a service manager made up has none.
import { homedir } from 'node:os';

export function homeFolder(): string | null {
  try {
    return homedir() || null;
  } catch {
    // Neither HOME nor a line among the system's users.
    return null;
  }
}
