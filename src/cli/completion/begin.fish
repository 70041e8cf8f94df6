# Completes the words of ferry in fish. Made by: ferry completion fish
# Nothing that was typed or is listed is ever evaluated; fish quotes what it puts in.

# What was typed before this word, without options: the command first. $__ferry_data is that of --data.
function __ferry_words
    set -g __ferry_data
    set -l wants
    set -l raw
    set -l typed (commandline -opc)
    for word in $typed[2..-1]
        if test -n "$wants"
            test $wants = --data; and set -g __ferry_data --data $word
            set wants
        else if test -n "$raw"
            printf '%s\n' $word
        else if test "$word" = --
            set raw 1
        else if contains -- $word $__ferry_taking
            set wants $word
        else if string match -q -- '--data=*' $word
            set -g __ferry_data $word
        else if not string match -q -- '-?*' $word
            printf '%s\n' $word
        end
    end
end

# True where so many words stand before this one, and the first of them are these.
function __ferry_at -a count
    set -l words (__ferry_words)
    test (count $words) -eq $count; and __ferry_begins $argv[2..-1]
end

# True where at least so many do.
function __ferry_from -a count
    set -l words (__ferry_words)
    test (count $words) -ge $count; and __ferry_begins $argv[2..-1]
end

function __ferry_begins
    set -l words (__ferry_words)
    set -l many (count $argv)
    test $many -eq 0; and return
    test (count $words) -ge $many; and test "$words[1..$many]" = "$argv"
end

# True in one of these commands.
function __ferry_in
    set -l words (__ferry_words)
    test (count $words) -gt 0; and contains -- $words[1] $argv
end

function __ferry_list -a what
    __ferry_words >/dev/null
    set -l data $__ferry_data
    if set -q data[2]
        set data[2] (string replace -r '^~/' $HOME/ -- $data[2])
    end
    command ferry completion list $what $data 2>/dev/null </dev/null
end

complete -c ferry -e
complete -c ferry -f
