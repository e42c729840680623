@echo off
rem Runs sppdet, as installed, on Windows.
rem   JAVA_HOME         the Java to use (else the one on PATH), 17 or newer
rem   SPPDET_JAVA_OPTS  more options for it, such as -Xmx4g
setlocal DisableDelayedExpansion
set "root=%~dp0.."
set "java="
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "java=%JAVA_HOME%\bin\java.exe"
if not defined java for %%j in (java.exe) do set "java=%%~$PATH:j"
if not defined java goto none
for %%i in ("%java%") do set "release=%%~dpi..\release"
set "version=17"
if exist "%release%" for /f "usebackq tokens=1,2 delims==." %%k in ("%release%") do if "%%k"=="JAVA_VERSION" set "version=%%l"
set "version=%version:"=%"
if %version% LSS 17 goto old
"%java%" -XX:+IgnoreUnrecognizedVMOptions -Xms144m -XX:NewSize=96m -XX:+UseSerialGC -XX:-UsePerfData -Dfile.encoding=UTF-8 -Dsun.stderr.encoding=UTF-8 -Dstderr.encoding=UTF-8 -Xlog:disable -XX:+DisplayVMOutputToStderr "-Dsppdet.home=%root%" %SPPDET_JAVA_OPTS% -jar "%root%\sppdet.jar" %*
exit /b %ERRORLEVEL%

:none
>&2 echo sppdet: Java 17 or newer is needed, and there is none in JAVA_HOME or on PATH.
exit /b 3

:old
>&2 echo sppdet: Java 17 or newer is needed, found only Java %version% at "%java%".
exit /b 3
