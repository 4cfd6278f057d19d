@echo off
rem Sets up, builds once, runs every test, checks the format. The last line is always `N passed, N failed, N skipped`;
rem the exit code is 0 only if everything passed, something ran, and the format is right.
rem   scripts\test                 everything
rem   scripts\test --filter NAME   only tests whose full name contains NAME
rem   scripts\test --no-format     without `dotnet format --verify-no-changes`
setlocal EnableExtensions DisableDelayedExpansion
for %%r in ("%~dp0..") do set "root=%%~fr"
set "results=%root%\TestResults"
set "filter="
set "format=yes"
set /a passed=0, failed=0, skipped=0
set "broken="

:arguments
if "%~1"=="" goto begin
if "%~1"=="--no-format" (
  set "format="
  shift
  goto arguments
)
if "%~1"=="--filter" if not "%~2"=="" (
  set "filter=%~2"
  shift
  shift
  goto arguments
)
echo test: unknown or incomplete option '%~1' (known: --filter NAME, --no-format) 1>&2
exit /b 2

:begin
call "%~dp0setup.cmd"
if errorlevel 1 goto broke
cd /d "%root%"
if exist "%results%" rmdir /s /q "%results%"
mkdir "%results%"
echo building ...
call dotnet build Arb.Actors.sln -c Release -v q --nologo
if errorlevel 1 (
  echo the build failed
  goto broke
)
call :run Arb.Tests
call :run Arb.E2E.Tests
if defined format (
  call dotnet format Arb.Actors.sln --verify-no-changes --no-restore -v q > "%results%\format.log" 2>&1
  if errorlevel 1 (
    set "broken=yes"
    type "%results%\format.log"
    echo format: not as .editorconfig says; run: dotnet format Arb.Actors.sln
  ) else (
    echo format: as .editorconfig says
  )
)
goto finish

:run
set "trx=%results%\%1.trx"
if defined filter (
  call dotnet test "tests\%1\bin\Release\net10.0\%1.dll" --filter "FullyQualifiedName~%filter%" --logger "trx;LogFileName=%trx%" --results-directory "%results%" --blame-hang --blame-hang-timeout 180s --blame-hang-dump-type none > "%results%\%1.log" 2>&1
) else (
  call dotnet test "tests\%1\bin\Release\net10.0\%1.dll" --logger "trx;LogFileName=%trx%" --results-directory "%results%" --blame-hang --blame-hang-timeout 180s --blame-hang-dump-type none > "%results%\%1.log" 2>&1
)
set "status=%errorlevel%"
set /a total=0, good=0, ran=0, bad=0
rem <Counters total="3" executed="3" passed="2" failed="1" ...
if exist "%trx%" (
  find "<Counters " < "%trx%" > "%results%\%1.counts"
  for /f "usebackq tokens=3,5,7,9 delims== " %%a in ("%results%\%1.counts") do set /a total=%%~a, ran=%%~b, good=%%~c, bad=%%~d
)
if not "%status%"=="0" if "%bad%"=="0" (
  echo %1: the test run did not finish, exit code %status%
  set "bad=1"
)
set /a left=total-ran
if not "%bad%"=="0" type "%results%\%1.log"
echo %1: %good% passed, %bad% failed, %left% skipped
if not "%bad%"=="0" find "  Failed " < "%results%\%1.log"
if not "%left%"=="0" find "  Skipped " < "%results%\%1.log"
set /a passed+=good, failed+=bad, skipped+=left
exit /b 0

:broke
set "broken=yes"

:finish
echo %passed% passed, %failed% failed, %skipped% skipped
if defined broken exit /b 1
if not "%failed%"=="0" exit /b 1
if "%passed%"=="0" exit /b 1
exit /b 0
