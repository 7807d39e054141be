#!/bin/sh
# 把这个文件夹里的程序加到本人的启动菜单，并让数据包、回执、登记申请和证书用它打开；不需要管理员密码。
set -e
here=$(cd "$(dirname "$0")" && pwd)
data=${XDG_DATA_HOME:-$HOME/.local/share}
mkdir -p "$data/applications" "$data/mime/packages" "$data/icons/hicolor/256x256/apps"
cp "$here/菜单/jxdesk.png" "$data/icons/hicolor/256x256/apps/jxdesk.png"
cp "$here/菜单/jxdesk.xml" "$data/mime/packages/jxdesk.xml"
# 路径里可能有空格和汉字，按桌面规范加引号。
quoted=$(printf '%s' "$here/open.sh" | sed 's/[\\"`$]/\\\\&/g')
awk -v exec="Exec=\"$quoted\" %f" '/^Exec=/ {print exec; next} !/^TryExec=/ {print}' "$here/菜单/jxdesk.desktop" > "$data/applications/jxdesk.desktop"
command -v update-mime-database >/dev/null && update-mime-database "$data/mime" || true
command -v update-desktop-database >/dev/null && update-desktop-database "$data/applications" || true
echo "已加到启动菜单：绩效桌面"
