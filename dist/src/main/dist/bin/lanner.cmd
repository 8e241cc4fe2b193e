@echo off
rem Starts Lanner, or talks to a running one: lanner help
rem Needs a Java 25 and finds it by itself: LANNER_JAVA_HOME, JAVA_HOME, the PATH, the usual places.
rem Options for the server's JVM: JAVA_OPTS.
setlocal EnableExtensions DisableDelayedExpansion
set "HOME_DIR=%~dp0.."
set "FOUND="

if defined LANNER_JAVA_HOME (
  call :try "%LANNER_JAVA_HOME%"
  goto :found
)
if defined JAVA_HOME call :try "%JAVA_HOME%"
if not defined FOUND for %%P in (java.exe) do if not "%%~$PATH:P"=="" call :try "%%~dp$PATH:P.."
if not defined FOUND for %%R in ("%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Java" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Amazon Corretto" "%ProgramFiles%\Zulu" "%ProgramFiles%\BellSoft" "%USERPROFILE%\.jdks") do (
  if exist %%R for /d %%D in ("%%~R\*") do call :try "%%~D"
)

:found
if not defined FOUND (
  echo lanner: LNR-5220: no Java 25 found. Install a JDK 25, or set JAVA_HOME to the directory of one. 1>&2
  exit /b 1
)
if not exist "%HOME_DIR%\lib\lanner.jar" (
  echo lanner: LNR-5221: %HOME_DIR%\lib\lanner.jar is missing; unpack the distribution again. 1>&2
  exit /b 1
)
if "%~1"=="run" (
  "%FOUND%\bin\java.exe" %JAVA_OPTS% "-Dlanner.home=%HOME_DIR%" -jar "%HOME_DIR%\lib\lanner.jar" %*
) else (
  "%FOUND%\bin\java.exe" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC "-Dlanner.home=%HOME_DIR%" -jar "%HOME_DIR%\lib\lanner.jar" %*
)
exit /b %ERRORLEVEL%

:try
if defined FOUND exit /b 0
if not exist "%~1\bin\java.exe" exit /b 0
if not exist "%~1\release" exit /b 0
findstr /r /c:"^JAVA_VERSION=.25[.+-]" /c:"^JAVA_VERSION=.25.$" "%~1\release" >nul && set "FOUND=%~1"
exit /b 0
