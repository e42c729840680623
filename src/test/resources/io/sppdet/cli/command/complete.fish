# The same in fish.
source $argv[1]
while read -l line
    echo ">$line"
    complete -C "$line" | string replace -r '\t.*' ''
end
