#!/bin/sh
# 启动菜单从这里打开程序：程序起不来的时候，把原因显示在屏幕上，不让人对着没有反应的图标。
here=$(dirname "$(readlink -f "$0")")
said=$(mktemp) || exec "$here/jxdesk" "$@"
trap 'rm -f "$said"' EXIT
"$here/jxdesk" "$@" 2>"$said"
code=$?
cat "$said" >&2
# Python 里没人接住的错误，程序的引导部分报作 1。
[ $code = 1 ] && grep -q 'PYI-[0-9]*:ERROR' "$said" && code=255
case $code in
    4) grep -q 程序文件不全 "$said" || exit 4; text=$(cat "$said") ;;
    # 程序或它的库不见了（126、127、255），或者半路停住（134 放弃，135、139 内存出错）。
    126|127|255|134|135|139) text="绩效桌面没有打开，或者中途停住了。多半是程序文件不全：可能被杀毒软件隔离了。

请在杀毒软件的隔离区里恢复并信任，再重新安装一遍。您的数据没有动。

（$code：$(tail -c 300 "$said")）" ;;
    *) exit $code ;;
esac
if command -v zenity >/dev/null; then
    zenity --error --no-markup --width=480 --title=绩效桌面 --text="$text"
elif command -v kdialog >/dev/null; then
    kdialog --title 绩效桌面 --error "$text"
elif command -v notify-send >/dev/null; then
    notify-send -u critical 绩效桌面 "$text"
elif command -v xmessage >/dev/null; then
    xmessage -center "$text"
fi
exit $code
