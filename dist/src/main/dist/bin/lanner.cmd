@echo off
rem Starts Lanner, or talks to a running one: lanner help
rem Needs a Java 25 and finds it by itself: LANNER_JAVA_HOME, JAVA_HOME, the PATH, the usual places.
rem Options for the server's JVM: JAVA_OPTS.
rem No blocks in parentheses around values: a ) in a path or an argument would end them.
setlocal EnableExtensions DisableDelayedExpansion
for %%H in ("%~dp0..") do set "HOME_DIR=%%~fH"
set "FOUND="

if defined LANNER_JAVA_HOME call :try "%LANNER_JAVA_HOME%"
if defined LANNER_JAVA_HOME goto searched
if defined JAVA_HOME call :try "%JAVA_HOME%"
if defined FOUND goto searched
for %%P in (java.exe) do if not "%%~$PATH:P"=="" call :try "%%~dp$PATH:P.."
if defined FOUND goto searched
for %%R in ("%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Java" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Amazon Corretto" "%ProgramFiles%\Zulu" "%ProgramFiles%\BellSoft" "%USERPROFILE%\.jdks") do if exist %%R for /d %%D in ("%%~R\*") do call :try "%%~D"

:searched
if not defined FOUND goto no_java
if not exist "%HOME_DIR%\lib\lanner.jar" goto no_jar
if not "%~1"=="run" goto command
"%FOUND%\bin\java.exe" %JAVA_OPTS% "-Dlanner.home=%HOME_DIR%" -jar "%HOME_DIR%\lib\lanner.jar" %*
exit /b %ERRORLEVEL%

:command
"%FOUND%\bin\java.exe" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC "-Dlanner.home=%HOME_DIR%" -jar "%HOME_DIR%\lib\lanner.jar" %*
exit /b %ERRORLEVEL%

:no_java
echo lanner: LNR-5220: no Java 25 found. Install a JDK 25, or set JAVA_HOME to the directory of one. 1>&2
exit /b 1

:no_jar
echo lanner: LNR-5221: "%HOME_DIR%\lib\lanner.jar" is missing; unpack the distribution again. 1>&2
exit /b 1

rem The version is in the JDK's file `release`: JAVA_VERSION="25.0.1"
:try
if defined FOUND exit /b 0
if not exist "%~1\bin\java.exe" exit /b 0
if not exist "%~1\release" exit /b 0
for /f "usebackq tokens=1,2 delims==" %%K in ("%~1\release") do if "%%K"=="JAVA_VERSION" call :version "%~1" %%L
exit /b 0

:version
set "JDK_VERSION=%~2"
if "%JDK_VERSION%"=="25" set "FOUND=%~1"
for %%S in (. + -) do if "%JDK_VERSION:~0,3%"=="25%%S" set "FOUND=%~1"
exit /b 0
