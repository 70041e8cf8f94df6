// The sentences of every error in English: what happened, then why or what next. Those about what was typed are apart.
import type { ErrorTexts } from './error-text.ts';
import { formatFor } from './format.ts';
import { usageErrors } from './usage-errors-en.ts';

const fmt = formatFor('en');

export const errors: ErrorTexts = {
  ...usageErrors,
  internal: () => ({
    title: 'Something went wrong on our side',
    next: 'Try again. If it happens again, copy the details into a report.',
  }),
  'input.invalid': (d) => ({
    title: `Ferry was asked for something it doesn’t understand (${d.command})`,
    next: `The part called “${d.where}” isn’t as expected. If another program asked, update it and Ferry.`,
  }),
  'data.unwritable': (d) => ({
    title: 'Ferry can’t write to its data folder',
    next: `Give your user write access to ${d.path}, or choose another folder with --data DIR. The system says: ${d.reason}.`,
  }),
  'data.not_own': (d) => ({
    title: 'A folder that Ferry needs isn’t yours alone',
    next: `${d.path} belongs to another user, or is open to others. Have it removed, or choose another data folder with --data DIR.`,
  }),
  'data.not_a_folder': (d) => ({
    title: 'Ferry’s data folder is a file',
    next: `Ferry keeps its data in a folder, and ${d.path} isn’t one. Choose another place with --data DIR.`,
  }),
  'data.not_ours': (d) => ({
    title: 'The data folder holds other files, so Ferry left it alone',
    next: `Choose an empty folder instead of ${d.path}, or one that Ferry made, with --data DIR.`,
  }),
  'data.newer_version': (d) => ({
    title: 'The data folder was written by a newer Ferry',
    next: `The format of ${d.path} is ${d.found}; this Ferry knows up to ${d.known}. Nothing was changed. Update Ferry, or choose another folder with --data DIR.`,
  }),
  'data.in_use': (d) => ({
    title: 'Ferry is already running with this data folder',
    next: `Use the running one, or quit it first. The folder is ${d.path}.`,
  }),
  'data.damaged': (d) => ({
    title: 'A file in Ferry’s data folder was damaged',
    next: `It was kept there as ${d.keptAs}, and everything else is in use as before. If something is missing, look there.`,
  }),
  'data.not_read': (d) => ({
    title: 'A file of Ferry’s could not be read, so what it says stays as it was',
    next: `Mend ${d.path}, which isn’t as it should be or is gone, then have it read again.`,
  }),
  'data.disk_full': (d) => ({
    title: 'There is no space left for Ferry’s own data',
    next: `Free some space where ${d.path} is, then try again. Nothing was lost.`,
  }),
  'data.no_home': () => ({
    title: 'This user has no home folder for Ferry to keep its data in',
    next: 'Choose a folder with --data DIR.',
  }),
  'settings.damaged': (d) => ({
    title: 'Some settings could not be read',
    next: `Set back to their defaults: ${d.keys}. The damaged file was kept as ${d.keptAs} in Ferry’s data folder.`,
  }),
  'settings.not_read': (d) => ({
    title: 'The settings file could not be read, so everything stays as it was',
    next:
      d.keys === ''
        ? `Mend ${d.path}, which isn’t JSON or is gone, then have it read again.`
        : `Mend these in ${d.path}, then have it read again: ${d.keys}.`,
  }),
  'settings.no_folder': () => ({
    title: 'There is no folder to receive into',
    next: 'This user has no home folder, and so no Downloads. Name a folder with --into DIR, or choose one for good with “ferry config set receiveFolder DIR”.',
  }),
  'settings.unknown_key': (d) => ({
    title: `There is no setting called “${d.key}”`,
    next: 'Run “ferry config” to see them all.',
  }),
  'settings.invalid_value': (d) => ({
    title: `“${d.value}” can’t be the value of ${d.key}`,
    next: `Expected: ${d.expected}. Nothing was changed.`,
  }),
  'settings.secret_given': (d) => ({
    title: `The value of ${d.key} isn’t given in a command`,
    next: `Other programs can read what stands there, so take another one now. “ferry config set ${d.key}” asks for it, or takes the first line of standard input.`,
  }),
  'settings.secret_unfit': (d) => ({
    title: `What was typed can’t be the value of ${d.key}`,
    next: `Expected: ${d.expected}. Nothing was changed.`,
  }),
  'settings.folder_missing': (d) => ({
    title: 'That folder doesn’t exist',
    next: `Make ${d.path} first, or choose another one. Nothing was changed.`,
  }),
  'settings.folder_unwritable': (d) => ({
    title: 'Ferry can’t write to that folder',
    next: `Choose another folder, or give your user write access to ${d.path}. Nothing was changed.`,
  }),
  'identity.damaged': (d) => ({
    title: 'This device’s key could not be read, so it has a new one',
    next: `Your other devices take it for a stranger now: pair them again. The damaged file was kept as ${d.keptAs} in Ferry’s data folder.`,
  }),
  'identity.missing': () => ({
    title: 'This device’s key was gone, so it has a new one',
    next: 'Your other devices take it for a stranger now: pair them again. If you have a copy of identity.json, quit Ferry and put it back into the data folder.',
  }),
  'identity.locked': () => ({
    title: 'This device’s key is locked',
    next: 'Only the Ferry app can unlock it. Open the app and repeat the command, or switch the protection of the key off in the app’s settings.',
  }),
  'identity.not_unlocked': (d) => ({
    title: 'The system didn’t unlock this device’s key',
    next: `Unlock the system’s key store, then start Ferry again. If it is lost for good, move identity.json out of ${d.path}: Ferry then makes a new key, and your devices must be paired again.`,
  }),
  'identity.unprotected': () => ({
    title: 'This device’s key can’t be protected here',
    next: 'Ferry found no key store of the system that would lock it. The key stays as it was, in a file that only your user can read.',
  }),
  'identity.needs_app': () => ({
    title: 'Only the Ferry app can protect this device’s key',
    next: 'Open the app and repeat the command, or switch it on in the app’s settings. Nothing was changed.',
  }),
  'device.unknown': () => ({
    title: 'That device isn’t paired with this one',
    next: 'It may have been forgotten in the meantime. Nothing was changed.',
  }),
  'device.list_damaged': (d) => ({
    title: 'Some paired devices could not be read',
    next: `Pair again those that are missing. The damaged file was kept as ${d.keptAs} in Ferry’s data folder.`,
  }),
  'pairing.code_wrong': (d) => ({
    title: `That isn’t the code on ${d.name}`,
    next: `Nothing was shared. ${fmt.plural(d.triesLeft, { one: '1 try left', other: `${fmt.number(d.triesLeft)} tries left` })}.`,
  }),
  'pairing.code_burned': () => ({
    title: 'Too many wrong codes',
    next: 'Someone may be guessing. Only a new code counts from now on.',
  }),
  'pairing.tries_used': (d) => ({
    title: 'Too many wrong codes',
    next: `Nothing was shared. Have a new code shown on ${d.name}, then type that one.`,
  }),
  'pairing.paused': () => ({
    title: 'Codes are paused for 10 minutes',
    next: 'There were too many wrong ones, so someone may be guessing. Show a new code to go on at once.',
  }),
  'pairing.paused_there': (d) => ({
    title: `${d.name} takes no codes for now`,
    next: 'There were too many wrong ones. Try again in 10 minutes, or have a new code shown there.',
  }),
  'pairing.not_shown': (d) => ({
    title: `That code isn’t shown on ${d.name} now`,
    next: 'Nothing was shared. Have the code shown there again, then use that one.',
  }),
  'pairing.busy': (d) => ({
    title: `${d.name} is checking another device`,
    next: 'Nothing was shared. Try again in a few seconds.',
  }),
  'pairing.closed': (d) => ({
    title: `Canceled on ${d.name}`,
    next: 'Nothing was shared. Try again with both devices at hand.',
  }),
  'pairing.declined': (d) => ({
    title: `${d.name} declined`,
    next: 'Nothing was shared.',
  }),
  'pairing.once_there': (d) => ({
    title: `${d.name} wants it only this once`,
    next: 'You aren’t paired. What is sent now isn’t affected.',
  }),
  'pairing.pictures_differ': (d) => ({
    title: `The pictures were not the same as on ${d.name}`,
    next: 'Someone may be between the two devices. Nothing was changed by that: forget the device on both sides, then pair them anew on a network you trust.',
  }),
  'pairing.other_device': (d) => ({
    title: 'That isn’t the device that shows the QR code',
    next: `Nothing was shared with ${d.name}. Take the code again from where it is shown.`,
  }),
  'pairing.timed_out': (d) => ({
    title: `${d.name} didn’t answer in time`,
    next: 'Nothing was shared. Try again with both devices at hand.',
  }),
  'pairing.not_a_code': () => ({
    title: 'That isn’t a code',
    next: 'A code is the six digits that the other device shows.',
  }),
  'pairing.over': () => ({
    title: 'That pairing has ended in the meantime',
    next: 'Begin again, with both devices at hand.',
  }),
  'pairing.disconnected': (d) => ({
    title: `The connection to ${d.name} ended`,
    next: 'Nothing was shared. Try again, with both devices on the same network.',
  }),
  'pairing.not_understood': (d) => ({
    title: `${d.name} sent something Ferry doesn’t understand`,
    next: 'Nothing was shared. Update Ferry on both devices.',
  }),
  'device.unreachable': (d) => ({
    title: d.name === '' ? 'Can’t reach that device' : `Can’t reach ${d.name}`,
    next:
      d.where === ''
        ? `It may be asleep or on another network. Open ${d.via === undefined ? 'Ferry' : 'LocalSend'} there, then try again.`
        : `No Ferry answered at ${d.where}. Check the address, and that Ferry is open there and on the same network.`,
  }),
  'device.forgotten': (d) => ({
    title: `You forgot ${d.name}`,
    next: 'Pair the two again to send or receive anything.',
  }),
  'device.forgotten_there': (d) => ({
    title: `${d.name} has forgotten this device`,
    next: 'Nothing was sent. Forget it here, too, then pair again.',
  }),
  'device.identity_changed': (d) => ({
    title: `This isn’t the ${d.name} you paired`,
    next: 'It has a new key. If Ferry was installed anew there, pair again. If not, someone may be pretending.',
  }),
  'device.another_there': (d) => ({
    title: `Another device answers in the place of ${d.name}`,
    next: 'Nothing was sent. If LocalSend was installed anew there, look for devices again. If not, someone may be pretending.',
  }),
  'device.not_found': (d) => ({
    title: `No device that is paired or near is called “${d.name}”`,
    next:
      d.nearest === ''
        ? 'Give its address instead. “ferry devices” lists those that have a name here.'
        : `Did you mean “${d.nearest}”? “ferry devices” lists them all.`,
  }),
  'device.ambiguous': (d) => ({
    title: `Several paired devices are called “${d.name}”`,
    next: 'Give the id of the one that is meant instead. “ferry devices” lists them.',
  }),
  'device.without_ferry': (d) => ({
    title: `${d.name} has no Ferry`,
    next: 'It is there by LocalSend. What was asked takes Ferry on both devices.',
  }),
  'device.no_address': (d) => ({
    title: `Where to reach ${d.name} isn’t known yet`,
    next: 'Give its address instead of its name, or have it send something first.',
  }),
  'nearby.not_an_address': (d) => ({
    title: `“${d.text}” isn’t a device’s address`,
    next: 'Type what the other device shows: an address such as 192.168.1.20, or a link that begins with “ferry:”.',
  }),
  'nearby.newer_link': () => ({
    title: 'That link is from a newer Ferry',
    next: 'Update Ferry on this computer, or type the other device’s address.',
  }),
  'nearby.itself': () => ({
    title: 'That’s this device itself',
    next: 'Type the address or the link of the other one.',
  }),
  'network.unknown': (d) => ({
    title: 'This computer isn’t on that network',
    next: `There is none by “${d.via}” at the moment. “ferry networks” lists those that there are.`,
  }),
  'network.not_kept': (d) => ({
    title: 'What you chose isn’t kept',
    next: `Ferry can’t recognize the network by “${d.via}” later, so it remembers your choice only while it runs. Open Ferry, then choose again.`,
  }),
  'network.port_taken': (d) => ({
    title: `Ferry can’t use port ${d.port}`,
    next: 'Another program uses it, or the system keeps it for itself. Choose another one.',
  }),
  'network.not_open': (d) => ({
    title: 'Other devices can’t reach this one now',
    next: `Check the network, then try again. The system says: ${d.reason}.`,
  }),
  'page.guessed': () => ({
    title: 'The wrong PIN was typed too often',
    next: 'The link has ended. Make a new one, and give its PIN only to those it is for.',
  }),
  'page.over': () => ({
    title: 'This link has ended',
    next: 'Make a new one.',
  }),
  'page.too_many': (d) => ({
    title: `There are ${fmt.number(d.most)} links already`,
    next: 'End one of them first.',
  }),
  'transfer.unknown': () => ({
    title: 'There is no such transfer',
    next: 'It may have been done or discarded. “ferry transfers” lists the unfinished ones.',
  }),
  'transfer.not_now': () => ({
    title: 'That can’t be done with this transfer now',
    next: 'It may have ended, or have gone on already. “ferry transfers” lists the unfinished ones.',
  }),
  'transfer.nothing_to_send': (d) => ({
    title: 'There is nothing to send',
    next: `“${d.path}” is neither a file nor a folder. Pipes, devices and the like aren’t sent.`,
  }),
  'transfer.source_missing': (d) => ({
    title: 'What was to be sent doesn’t exist',
    next: `“${d.path}” isn’t there. Check how it is written. Nothing was sent.`,
  }),
  'transfer.source_unreadable': (d) => ({
    title: 'Ferry can’t read what was to be sent',
    next: `Give your user read access to ${d.path}, or leave it out. The system says: ${d.reason}.`,
  }),
  'transfer.same_name': (d) => ({
    title: `Two of them are called “${d.name}”`,
    next: 'They would arrive in the same place. Rename one of them, or send them one after the other.',
  }),
  'transfer.no_files': (d) => ({
    title: 'There is no file to send',
    next: `“${d.path}” is an empty folder. LocalSend takes files, and folders only with what is in them.`,
  }),
  'transfer.too_many_files': (d) => ({
    title: 'These are too many files for one transfer',
    next: `At most ${fmt.number(d.most)} go at once, and fewer where their names are long. Send some of the folders on their own.`,
  }),
  'transfer.declined': (d) => ({
    title: `${d.name} declined`,
    next: 'Nothing was sent.',
  }),
  'transfer.none_offered': (d) => ({
    title: `${d.name} sends nothing`,
    next: 'The code was right, but nothing came. Have it sent there again, then use the new code.',
  }),
  'transfer.not_receiving': (d) => ({
    title: `${d.name} isn’t receiving now`,
    next: 'Open Ferry there, or run “ferry receive”, then try again.',
  }),
  'transfer.canceled': (d) => ({
    title: `Canceled on ${d.name}`,
    next: 'What had arrived whole is kept.',
  }),
  'transfer.ended_here': () => ({
    title: 'It could not go on here',
    next: 'A pause, a setting, another network, a new key for this device or the end of Ferry ended it, and it can’t go on by itself. What had arrived whole is kept; send the rest again.',
  }),
  'transfer.gone': (d) => ({
    title: `${d.name} doesn’t have this transfer any more`,
    next: 'It was done or discarded there, or grew too old. Have it sent again.',
  }),
  'transfer.not_understood': (d) => ({
    title: `${d.name} offered something Ferry doesn’t understand`,
    next: 'Nothing was taken. Update Ferry on both devices.',
  }),
  'transfer.not_understood_there': (d) => ({
    title: `Ferry on ${d.name} doesn’t understand what was offered`,
    next: 'Nothing was sent. Update Ferry on both devices.',
  }),
  'transfer.no_streams_there': (d) => ({
    title: `Ferry on ${d.name} is too old for what comes out of a pipe`,
    next: 'Update Ferry there, or write it to a file first and send that.',
  }),
  'transfer.stream_to_guest': (d) => ({
    title: `${d.name} has no Ferry, and takes nothing from a pipe`,
    next: 'Write it to a file first and send that, or run Ferry there.',
  }),
  'transfer.busy_there': (d) => ({
    title: `${d.name} is busy with another transfer`,
    next: 'Nothing was sent. Wait until that is done, or end it there, then send again.',
  }),
  'transfer.pin_needed': (d) => ({
    title: `${d.name} asks for a PIN`,
    next: 'Nothing was sent, because nobody typed it here. Send again in Ferry’s window or at a terminal: there it can be typed.',
  }),
  'transfer.pin_wrong': (d) => ({
    title: `That isn’t the PIN of ${d.name}`,
    next: `Look it up in the settings of LocalSend there. Wrong so far: ${fmt.number(d.count)}. After three it takes no more.`,
  }),
  'transfer.pin_blocked': (d) => ({
    title: `${d.name} takes no more PINs from this computer`,
    next: 'Too many were wrong. Start LocalSend anew there, then send again.',
  }),
  'transfer.refused_there': (d) => ({
    title: `${d.name} couldn’t take what was offered`,
    next: `LocalSend there answered with error ${fmt.number(d.status)}. Start it anew there, or update it, then send again.`,
  }),
  'transfer.stream_lost': () => ({
    title: 'A part of it is lost, and can’t be had once more',
    next: 'Ferry was started anew on one of the devices, or it came otherwise than it was sent. Send it again from the beginning.',
  }),
  'transfer.stream_broken': () => ({
    title: 'The program that gave it to Ferry has ended too soon',
    next: 'What had come of it was given up. Send it again from the beginning.',
  }),
  'transfer.stream_away': (d) => ({
    title: `The connection to ${d.name} was lost, and didn’t come back`,
    next: 'A pipe waits half a minute for it. Send it again from the beginning.',
  }),
  'transfer.output_closed': () => ({
    title: 'Nobody reads standard output any more',
    next: 'The program behind the pipe has ended before all of it had come.',
  }),
  'transfer.not_one_file': (d) => ({
    title: `${d.name} offers more than one file, or a text`,
    next: 'Standard output takes one file. Receive it into a folder, or have it sent as one by “tar c DIR | ferry send --stdin NAME.tar”.',
  }),
  'transfer.disk_full': (d) => ({
    title: 'Not enough space on this computer',
    next: `${fmt.bytes(d.neededBytes)} needed, ${fmt.bytes(d.freeBytes)} free. Free some space, or choose another folder.`,
  }),
  'transfer.disk_full_there': (d) => ({
    title: `Not enough space on ${d.name}`,
    next: `${fmt.bytes(d.neededBytes)} needed, ${fmt.bytes(d.freeBytes)} free. Free some space there, or choose another folder there.`,
  }),
  'transfer.folder_gone': (d) => ({
    title: 'The folder for received files is gone',
    next: `Make ${d.folder} again, connect the drive that it was on, or choose another folder.`,
  }),
  'transfer.folder_unwritable': (d) => ({
    title: 'Ferry can’t write to the folder for received files',
    next: `Give your user write access to ${d.folder}, or choose another folder.${d.reason === '' ? '' : ` The system says: ${d.reason}.`}`,
  }),
  'transfer.all_paused': () => ({
    title: 'Everything is paused',
    next: 'It is sent by itself when the pause ends.',
  }),
  'transfer.paused_there': (d) => ({
    title: `${d.name} takes no more for now`,
    next: 'It was stopped there, or something is in the way; Ferry on that device says what. It goes on when that has changed.',
  }),
  'transfer.no_folder_there': (d) => ({
    title: `${d.name} has no folder for it now`,
    next: 'Nothing was sent. Ferry on that device says what is wrong; send it again when that is mended.',
  }),
  'transfer.folder_unsuitable': (d) => ({
    title: 'That folder holds too much else to receive into it',
    next: `${d.folder} belongs to the system or to Ferry, or is a whole home. Choose another, such as Downloads.`,
  }),
  'transfer.dropped': (d) => ({
    title: 'What had come of an unfinished transfer was given up',
    next: `It came from ${d.name} and took more room than unfinished transfers may. Have it sent again.`,
  }),
  'transfer.place_gone': (d) => ({
    title: d.name === '' ? 'It isn’t there any more' : `${d.name} isn’t there any more`,
    next: 'It was moved, renamed or deleted, or the drive that it was on isn’t connected.',
  }),
  'login_item.refused': (d) => ({
    title: 'What starts with the computer could not be changed',
    next: `Look for Ferry in your system’s list of what starts at login. The system says: ${d.reason}.`,
  }),
  'system.no_settings': () => ({
    title: 'Ferry can’t open the system’s settings here',
    next: 'Open them yourself; what to change there is written above.',
  }),
  'system.no_opener': (d) => ({
    title: 'Your system couldn’t open it',
    next: `No program here opens ${d.path}, or the one that should has failed. Your file manager lets you choose one.`,
  }),
  'dialog.unavailable': () => ({
    title: 'No dialog to choose a folder could be opened',
    next: 'Ferry in a browser window needs the program zenity for it. You can also use “ferry config set receiveFolder DIR”.',
  }),
  'local.not_trusted': (d) => ({
    title: 'Something answers in Ferry’s place on this computer',
    next: `What listens at ${d.path} could not prove that it is your Ferry, so nothing was told to it. Quit Ferry everywhere and start it again.`,
  }),
  'local.no_place': (d) => ({
    title: 'There is no place where the commands could reach this Ferry',
    next: `The path ${d.path} is too long for a socket, and ${d.instead} can’t be made instead. Choose a data folder with a shorter path with --data DIR. The system says: ${d.reason}.`,
  }),
  'local.no_pipe': (d) => ({
    title: 'Ferry can’t make the socket that it needs for a pipe',
    next: `It would be in ${d.path}. Set TMPDIR to a folder that you can write to. The system says: ${d.reason}.`,
  }),
  'local.gone': () => ({
    title: 'Ferry was closed while it was being asked',
    next: 'Start it again and repeat the command.',
  }),
  'local.closed': () => ({
    title: 'Ferry was just being closed',
    next: 'Nothing was done. Repeat the command.',
  }),
  'local.no_answer': () => ({
    title: 'Ferry is running, but doesn’t answer',
    next: 'It may be busy or halted. Try again in a moment; if it stays so, end it and start it again.',
  }),
  'output.unwritable': (d) => ({
    title: 'The answer could not be written in full',
    next: `The system says: ${d.reason}. The command itself was done.`,
  }),
  'runtime.too_old': (d) => ({
    title: `Ferry needs Node ${d.needed} or newer`,
    next: `This is Node ${d.found}. Install a newer one, and run the command with that.`,
  }),
};
