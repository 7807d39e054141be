; The Windows installer: for one person, without administrator's rights, in Chinese.
;
; The new program is laid out whole beside the old one, proves itself (every file against its SHA-256, written to the disk)
; and only then takes its place: its folder of libraries gets its name, and the two small programs, which each know their own
; libraries only, are exchanged by a rename that is one step for the file system. A power cut leaves the old or the new program;
; the next run clears away what an interrupted one left. Data are elsewhere and are never touched.
;
; Defined by the build: VERSION, PAYLOAD, OUT, ICON, SIZE_KB, STAGE_NAME, LONGEST_FOLDER, QUICK.

Unicode true
Target amd64-unicode
RequestExecutionLevel user
ManifestDPIAware true
!ifdef QUICK
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif

!include MUI2.nsh
!include LogicLib.nsh
!include WordFunc.nsh
!include FileFunc.nsh

!define NAME "绩效桌面"
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\jxdesk"
!define STAGE "$INSTDIR\${STAGE_NAME}"
!define ASIDE "$INSTDIR\~old"
!define LIBRARIES "lib-${VERSION}"
!define REPLACE_AND_WRITE_THROUGH 9

!define EXIT_RUNNING 5
!define EXIT_NEWER 6
!define EXIT_BROKEN 7
!define EXIT_TOO_LONG 8

Name "${NAME}"
BrandingText "${NAME} ${VERSION}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\jxdesk"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
ShowInstDetails hide
ShowUninstDetails hide
AllowSkipFiles off

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_DIRECTORYPAGE_TEXT_TOP "绩效桌面装在您自己的文件夹里，不需要管理员密码。一般不用改，直接按“安装”。$\r$\n$\r$\n以前装过的会换成新版本，数据不会动。"
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE LeaveDirectory
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "装好了"
!define MUI_FINISHPAGE_TEXT "以后从开始菜单或桌面上的“绩效桌面”打开。"
!define MUI_FINISHPAGE_RUN "$INSTDIR\jxdesk.exe"
!define MUI_FINISHPAGE_RUN_TEXT "现在打开绩效桌面"
!insertmacro MUI_PAGE_FINISH
!define MUI_UNCONFIRMPAGE_TEXT_TOP "要卸载绩效桌面吗？只去掉程序，填报的数据和备份都留着，重新安装以后接着用。"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE SimpChinese

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=${LANG_SIMPCHINESE} "ProductName" "${NAME} jxdesk"
VIAddVersionKey /LANG=${LANG_SIMPCHINESE} "FileDescription" "${NAME}安装程序"
VIAddVersionKey /LANG=${LANG_SIMPCHINESE} "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=${LANG_SIMPCHINESE} "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=${LANG_SIMPCHINESE} "LegalCopyright" "Apache-2.0"

; Says why it stops, and stops; a silent run says it by its exit code.
!macro Stop TEXT CODE
  SetErrorLevel ${CODE}
  MessageBox MB_OK|MB_ICONSTOP "${TEXT}" /SD IDOK
  Quit
!macroend

; A running program is open for reading only: asks the person to close it, and a silent run waits a minute.
!macro WaitUntilClosed PROGRAM
  StrCpy $1 0
  ${Do}
    ${IfNot} ${FileExists} "$INSTDIR\${PROGRAM}"
      ${Break}
    ${EndIf}
    ClearErrors
    FileOpen $0 "$INSTDIR\${PROGRAM}" a
    ${IfNot} ${Errors}
      FileClose $0
      ${Break}
    ${EndIf}
    ${If} ${Silent}
      IntOp $1 $1 + 1
      ${If} $1 > 60
        SetErrorLevel ${EXIT_RUNNING}
        Quit
      ${EndIf}
      Sleep 1000
    ${Else}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "绩效桌面正开着。$\r$\n$\r$\n请先把它关掉（填的内容已经保存），再按“重试”。" IDRETRY +3
      SetErrorLevel ${EXIT_RUNNING}
      Quit
    ${EndIf}
  ${Loop}
!macroend

; A scanner holds fresh files for a moment, so a rename is tried for a while.
!macro RenamePatiently FROM TO
  StrCpy $1 0
  ${Do}
    ClearErrors
    Rename "${FROM}" "${TO}"
    ${IfNot} ${Errors}
      ${Break}
    ${EndIf}
    IntOp $1 $1 + 1
    ${If} $1 > 40
      !insertmacro Stop "有文件被别的程序占着，没有装成；原来的程序还能用。$\r$\n$\r$\n请关掉杀毒软件的扫描，或重新开机，再运行一遍安装程序。" ${EXIT_BROKEN}
    ${EndIf}
    Sleep 500
  ${Loop}
!macroend

!macro Exchange NAME
  StrCpy $1 0
  ${Do}
    System::Call 'kernel32::MoveFileExW(w "${STAGE}\${NAME}", w "$INSTDIR\${NAME}", i ${REPLACE_AND_WRITE_THROUGH}) i .r0'
    ${If} $0 <> 0
      ${Break}
    ${EndIf}
    IntOp $1 $1 + 1
    ${If} $1 > 40
      !insertmacro Stop "有文件被别的程序占着，没有装完。$\r$\n$\r$\n请重新开机，再运行一遍安装程序。数据没有动。" ${EXIT_BROKEN}
    ${EndIf}
    Sleep 500
  ${Loop}
!macroend

; A double click on such a file opens it with the program; what the window takes is told by its name alone.
!macro Associate ENDING KIND WORDS
  WriteRegStr HKCU "Software\Classes\${ENDING}" "" "${KIND}"
  WriteRegStr HKCU "Software\Classes\${KIND}" "" "${WORDS}"
  WriteRegStr HKCU "Software\Classes\${KIND}\DefaultIcon" "" "$INSTDIR\jxdesk.exe,0"
  WriteRegStr HKCU "Software\Classes\${KIND}\shell\open\command" "" '"$INSTDIR\jxdesk.exe" "%1"'
!macroend

; A kind that another program has taken over since is left to it.
!macro Dissociate ENDING KIND
  ReadRegStr $0 HKCU "Software\Classes\${ENDING}" ""
  ${If} $0 == "${KIND}"
    DeleteRegKey HKCU "Software\Classes\${ENDING}"
  ${EndIf}
  DeleteRegKey HKCU "Software\Classes\${KIND}"
!macroend

Function .onInit
  SetShellVarContext current
  ReadRegStr $0 HKCU "${KEY}" "DisplayVersion"
  ${If} $0 != ""
    ${VersionCompare} $0 "${VERSION}" $1
    ${If} $1 = 1
      !insertmacro Stop "这台电脑上已经装了更新的 $0 版，没有换成 ${VERSION} 版。$\r$\n$\r$\n旧版本打不开新版本的数据。" ${EXIT_NEWER}
    ${EndIf}
  ${EndIf}
FunctionEnd

Function LeaveDirectory
  StrLen $0 $INSTDIR
  ${If} $0 > ${LONGEST_FOLDER}
    MessageBox MB_OK|MB_ICONEXCLAMATION "这个文件夹的名字太长（$0 个字），Windows 放不下里面的文件。请选一个 ${LONGEST_FOLDER} 个字以内的。"
    Abort
  ${EndIf}
FunctionEnd

Section
  SectionSetSize 0 ${SIZE_KB}
  StrLen $0 $INSTDIR
  ${If} $0 > ${LONGEST_FOLDER}
    !insertmacro Stop "文件夹的名字太长，没有安装。" ${EXIT_TOO_LONG}
  ${EndIf}
  !insertmacro WaitUntilClosed jxdesk.exe
  !insertmacro WaitUntilClosed jxdesk-cli.exe

  DetailPrint "正在放文件…"
  SetDetailsPrint none
  RMDir /r "${STAGE}"
  ; An interrupted exchange of one version for itself: the libraries that were moved aside come back first.
  ${If} ${FileExists} "${ASIDE}\*.*"
  ${AndIfNot} ${FileExists} "$INSTDIR\${LIBRARIES}\*.*"
    Rename "${ASIDE}" "$INSTDIR\${LIBRARIES}"
  ${EndIf}
  RMDir /r "${ASIDE}"
  ClearErrors
  SetOutPath "${STAGE}"
  File /r "${PAYLOAD}/*"
  ${If} ${Errors}
    RMDir /r "${STAGE}"
    !insertmacro Stop "文件没有写完，没有装成；原来的程序还能用。$\r$\n$\r$\n请看看磁盘是不是满了，再运行一遍安装程序。" ${EXIT_BROKEN}
  ${EndIf}
  WriteUninstaller "${STAGE}\uninstall.exe"

  SetDetailsPrint both
  DetailPrint "正在逐个核对文件…"
  SetDetailsPrint none
  SetOutPath "$INSTDIR"
  nsExec::Exec '"${STAGE}\jxdesk-cli.exe" doctor --program'
  Pop $0
  ${If} $0 != 0
    RMDir /r "${STAGE}"
    !insertmacro Stop "程序的文件少了或变了，没有装成；原来的程序还能用。$\r$\n$\r$\n多半是杀毒软件隔离了文件：请在杀毒软件里信任绩效桌面，再运行一遍安装程序。" ${EXIT_BROKEN}
  ${EndIf}

  !insertmacro WaitUntilClosed jxdesk.exe
  !insertmacro WaitUntilClosed jxdesk-cli.exe
  ${If} ${FileExists} "$INSTDIR\${LIBRARIES}\*.*"
    !insertmacro RenamePatiently "$INSTDIR\${LIBRARIES}" "${ASIDE}"
  ${EndIf}
  !insertmacro RenamePatiently "${STAGE}\${LIBRARIES}" "$INSTDIR\${LIBRARIES}"
  !insertmacro Exchange uninstall.exe
  !insertmacro Exchange jxdesk-cli.exe
  !insertmacro Exchange jxdesk.exe

  CreateShortCut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\jxdesk.exe" "" "$INSTDIR\jxdesk.exe" 0
  CreateShortCut "$DESKTOP\${NAME}.lnk" "$INSTDIR\jxdesk.exe" "" "$INSTDIR\jxdesk.exe" 0
  !insertmacro Associate .jxpkg jxdesk.package "${NAME}数据包"
  !insertmacro Associate .jxrcpt jxdesk.receipt "${NAME}回执"
  !insertmacro Associate .jxreq jxdesk.request "${NAME}登记申请"
  !insertmacro Associate .jxtrust jxdesk.trust "${NAME}登记证书"
  ${RefreshShellIcons}
  WriteRegStr HKCU "${KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\jxdesk.exe"
  WriteRegStr HKCU "${KEY}" "Publisher" "jxdesk"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1

  RMDir /r "${STAGE}"
  RMDir /r "${ASIDE}"
  FindFirst $2 $3 "$INSTDIR\lib-*"
  ${DoWhile} $3 != ""
    ${If} $3 != "${LIBRARIES}"
      RMDir /r "$INSTDIR\$3"
    ${EndIf}
    FindNext $2 $3
  ${Loop}
  FindClose $2
  SetDetailsPrint both
  DetailPrint "装好了。"
SectionEnd

Function un.onInit
  SetShellVarContext current
FunctionEnd

Section Uninstall
  !insertmacro WaitUntilClosed jxdesk.exe
  !insertmacro WaitUntilClosed jxdesk-cli.exe
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  !insertmacro Dissociate .jxpkg jxdesk.package
  !insertmacro Dissociate .jxrcpt jxdesk.receipt
  !insertmacro Dissociate .jxreq jxdesk.request
  !insertmacro Dissociate .jxtrust jxdesk.trust
  ${un.RefreshShellIcons}
  ; By name and never the whole folder: a person may have chosen D:\.
  FindFirst $2 $3 "$INSTDIR\lib-*"
  ${DoWhile} $3 != ""
    RMDir /r "$INSTDIR\$3"
    FindNext $2 $3
  ${Loop}
  FindClose $2
  RMDir /r "${STAGE}"
  RMDir /r "${ASIDE}"
  Delete "$INSTDIR\jxdesk.exe"
  Delete "$INSTDIR\jxdesk-cli.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey HKCU "${KEY}"
SectionEnd
